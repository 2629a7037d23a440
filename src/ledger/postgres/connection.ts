// Access to Postgres: a pool, short transactions, bounded retries, and one kind of fault.

import { Client, type ClientConfig, type CustomTypesConfig, DatabaseError, Pool, type PoolClient, types } from 'pg';
import { InvariantError } from '../../domain/invariant';
import { LedgerFault } from '../ledger';

/** Runs one statement. NUMERIC arrives as a string, `bigint` as a number, times as ISO strings. */
export type Query = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

export interface Database {
  /** One statement in a transaction of its own. */
  query: Query;
  /** Runs `work` in one transaction, again from the start after a conflict: it must touch nothing but the database. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** How many connections the pool may hold; 10 by default. */
  maxConnections?: number;
}

/** Each is longer than any healthy statement here and shorter than an activity's deadline. */
const TIMEOUTS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  // A server that does not answer cannot enforce its own timeout.
  query_timeout: 11_000,
  lock_timeout: 3_000,
  idle_in_transaction_session_timeout: 10_000,
};

/** How long a connection is used. After that time all connections have the current address and password. */
const LIFETIME_SECONDS = 300;

const ATTEMPTS = 5;

/** Serialization failure, deadlock, lock timeout: the transaction is definitely undone and may run again. */
const CONFLICTS = new Set(['40001', '40P01', '55P03']);

/** `url` is called for each new connection, because its password may be replaced. */
export function connectDatabase(url: string | (() => string), options: ConnectionOptions = {}): Database {
  class CurrentClient extends Client {
    constructor(settings?: ClientConfig) {
      super({ ...settings, connectionString: typeof url === 'string' ? url : url() });
    }
  }
  const pool = new Pool({
    Client: CurrentClient,
    max: options.maxConnections ?? 10,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    types: TYPES,
    ...TIMEOUTS,
  });
  // A broken connection makes its statement fail; without a listener it would also end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let closing: Promise<void> | undefined;
  return {
    query: (text, values) => retried(() => statementOn(pool)(text, values)),
    transaction: (work) => retried(() => inTransaction(pool, work)),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Only a transaction that was certainly undone runs again. A lost connection may have committed, so the caller decides. */
async function retried<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const conflict = error instanceof DatabaseError && CONFLICTS.has(error.code ?? '');
      if (!conflict || attempt === ATTEMPTS) throw toLedgerFault(error);
    }
  }
}

async function inTransaction<Result>(pool: Pool, work: (query: Query) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(statementOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    const fault = toLedgerFault(error);
    // A server that did not answer is not asked to roll back, because it does that when the connection ends.
    broken = isUnreachable(fault)
      ? fault
      : await client.query('ROLLBACK').then(
          () => undefined,
          (reason: Error) => reason,
        );
    throw error;
  } finally {
    client.release(broken);
  }
}

function statementOn(target: Pool | PoolClient): Query {
  return async <Row>(text: string, values: unknown[] = []) => {
    const result = await target.query(text, values);
    return result.rows as Row[];
  };
}

/** Turns `error` into the fault that callers of the ledger see. A broken invariant is passed on as it is. */
export function toLedgerFault(error: unknown): Error {
  if (error instanceof LedgerFault || error instanceof InvariantError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  if (!(cause instanceof DatabaseError)) {
    // The driver reports a lost connection as a plain Error, Node as one with a code; the rest is a bug of ours.
    const lost = 'code' in cause || cause.constructor === Error;
    if (!lost) return new LedgerFault('UNEXPECTED', cause.message, { cause });
    return new LedgerFault('UNREACHABLE', `the database does not answer: ${cause.message}`, { cause });
  }
  const code = cause.code ?? '';
  if (CONFLICTS.has(code) || code === '57014')
    return new LedgerFault('CONFLICT', `other transactions were in the way: ${cause.message}`, { cause });
  if (isFullOrReadOnly(code))
    return new LedgerFault('UNREACHABLE', `the database cannot do it now: ${cause.message}`, { cause });
  if (isConnectionLoss(cause))
    return new LedgerFault('UNREACHABLE', `the database does not answer: ${cause.message}`, { cause });
  if (code.startsWith('22') || code.startsWith('23') || code === '42501')
    return new LedgerFault('REFUSED_BY_SCHEMA', `the database refused: ${cause.message}`, { cause });
  return new LedgerFault('UNEXPECTED', `the database failed: ${cause.message} (${code})`, { cause });
}

function isUnreachable(fault: Error): boolean {
  return fault instanceof LedgerFault && fault.code === 'UNREACHABLE';
}

/** Disk, memory or connections are exhausted, or it only reads, as a server does that has not taken over yet. */
function isFullOrReadOnly(code: string): boolean {
  return code.startsWith('53') || code === '25006';
}

/**
 * Connection errors, shutdown, start-up, and killed while idle in a transaction; and a server that does not let us in: while a database is
 * put back from a backup it is not there, takes no connections or knows no grants, and while a password changes it is the wrong one.
 * If such an error counted as final, every portfolio under way would become STALE.
 */
function isConnectionLoss({ code = '', severity }: DatabaseError): boolean {
  return severity === 'FATAL' || LOSSES.some((start) => code.startsWith(start));
}

/** Classes of SQLSTATE, or whole ones: the word for FATAL depends on the server's language. */
const LOSSES = ['08', '57P', '25P03', '3D000', '28'];

const BIGINT = 20;
const TIMESTAMPTZ = 1184;
const toDate = types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

const TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === BIGINT) return (text: string) => Number.parseInt(text, 10);
    if (oid === TIMESTAMPTZ) return (text: string) => toDate(text).toISOString();
    return types.getTypeParser(oid, format) as (text: string) => unknown;
  }) as CustomTypesConfig['getTypeParser'],
};
