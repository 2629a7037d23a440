import { toLedgerFault } from './connection';
import { connectOnce } from './migrate';

/** What a person who looks for trouble wants to know about the database. */
export interface DatabaseHealth {
  version: string;
  /** ISO time on the database's clock. */
  now: string;
  /** How it could lose a row that it has confirmed, or undefined. */
  mayLose: string | undefined;
}

interface Settings {
  fsync: string;
  synchronous_commit: string;
  synchronous_standby_names: string;
  /** The number of standbys that replicate from it. */
  standbys: number;
}

/** @throws LedgerFault UNREACHABLE */
export async function databaseHealth(url: string): Promise<DatabaseHealth> {
  const client = await connectOnce(url);
  try {
    const { rows } = await client.query<Settings & { version: string; now: Date }>(
      `SELECT current_setting('server_version') AS version, clock_timestamp() AS now, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS synchronous_commit,
              current_setting('synchronous_standby_names') AS synchronous_standby_names,
              (SELECT count(*)::integer FROM pg_stat_replication) AS standbys`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a SELECT without FROM has a row');
    return { version: row.version, now: row.now.toISOString(), mayLose: lossOf(row) };
  } catch (error) {
    throw toLedgerFault(error);
  } finally {
    await client.end();
  }
}

/**
 * Everything depends on this: a confirmed row must survive a crash and a failover, because an order whose row is lost may have
 * filled. A standby that copies disks instead of the log, as some clouds do, is not visible here and loses nothing.
 */
function lossOf({ fsync, synchronous_commit, synchronous_standby_names, standbys }: Settings): string | undefined {
  if (fsync === 'off') return 'fsync is off: a crash of its machine loses confirmed rows';
  if (synchronous_commit === 'off')
    return 'synchronous_commit is off: a crash loses rows that were confirmed just before';
  const standby = `a failover to ${standbys === 0 ? 'a standby' : `one of its ${standbys} standbys`} loses rows that were confirmed just before`;
  if (synchronous_standby_names === '')
    return standbys === 0 ? undefined : `synchronous_standby_names is empty: ${standby}`;
  return synchronous_commit === 'local' ? `synchronous_commit is local: ${standby}` : undefined;
}
