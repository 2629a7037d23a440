import { toLedgerFault } from './connection';
import { connectOnce } from './migrate';

/** What a person who looks for trouble wants to know of the database. */
export interface DatabaseHealth {
  version: string;
  /** ISO time on the database's clock. */
  now: string;
}

/** @throws LedgerFault UNREACHABLE */
export async function databaseHealth(url: string): Promise<DatabaseHealth> {
  const client = await connectOnce(url);
  try {
    const { rows } = await client.query<{ version: string; now: Date }>(
      `SELECT current_setting('server_version') AS version, clock_timestamp() AS now`,
    );
    return { version: rows[0]?.version ?? '', now: rows[0]?.now.toISOString() ?? '' };
  } catch (error) {
    throw toLedgerFault(error);
  } finally {
    await client.end();
  }
}
