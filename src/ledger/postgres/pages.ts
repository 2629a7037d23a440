// Pages by key: each starts behind the last row of the page before, so that the last page costs what the first one does. For every filter
// there is an index that has its rows in the page's order. test/ledger/pages.test.ts checks the plans.

import { invariant } from '../../domain/invariant';
import type {
  AuditPage,
  AuditRow,
  AuditSearch,
  BatchPage,
  EventCursor,
  EventRow,
  FoundAuditRow,
  Ledger,
  PortfolioPage,
  RefusedPage,
} from '../ledger';
import { NO_EVENT } from '../ledger';
import { isBatchId } from '../rules/creation';
import { AUDIT_COLUMNS } from './audit';
import type { Database } from './connection';
import { BATCH_COLUMNS, type BatchRow, PORTFOLIO_COLUMNS, type PortfolioRow, toBatch, toPortfolio } from './rows';

export interface PageQuery {
  text: string;
  values: unknown[];
}

export function pageMethods(
  db: Database,
): Pick<Ledger, 'listPortfolios' | 'pageBatches' | 'pageAudit' | 'searchAudit' | 'readEvents' | 'eventsEnd'> {
  const run = <Row>({ text, values }: PageQuery) => db.query<Row>(text, values);
  return {
    listPortfolios: async (which) => (await run<PortfolioRow>(portfolioPage(which))).map(toPortfolio),
    pageBatches: async (which) => {
      const rows = await run<BatchRow & { opened_at: string; number: number }>(batchPage(which));
      return rows.map((row) => ({ ...toBatch(row), openedAt: row.opened_at, number: row.number }));
    },
    pageAudit: async (which) =>
      which.batchId !== undefined && !isBatchId(which.batchId) ? [] : run<AuditRow>(auditPage(which)),
    readEvents: (after, limit) => readEvents(db, after, limit),
    eventsEnd: () => eventsEnd(db),
    searchAudit: (which) => run<FoundAuditRow>(auditSearch(which)),
  };
}

type Asked = Pick<Database, 'query'>;

export async function readEvents(db: Asked, after: EventCursor, limit: number): Promise<EventRow[] | undefined> {
  const epoch = await epochOf(db);
  if (after.xid !== NO_EVENT.xid && after.epoch !== epoch) return undefined;
  const { text, values } = eventPage(after, limit);
  const rows = await db.query<Omit<EventRow, 'epoch'>>(text, values);
  return rows.length === 0 && (await isAhead(db, after)) ? undefined : rows.map((row) => ({ ...row, epoch }));
}

export async function eventsEnd(db: Asked): Promise<EventCursor> {
  return { xid: await oldestOpen(db), id: 0, epoch: await epochOf(db) };
}

/**
 * Differs on another server, in a new database, and after a recovery, which begins a new timeline. A restored copy of the disk
 * has the same value: docs/operations.md says what to do then.
 */
async function epochOf({ query }: Asked): Promise<string> {
  const [row] = await query<{ epoch: string }>(
    `SELECT left(encode(sha256(convert_to(concat_ws('/', e.id, d.oid, s.system_identifier,
              left(pg_walfile_name(pg_current_wal_lsn()), 8)), 'UTF8')), 'hex'), 12) AS epoch
       FROM ledger_epoch e, pg_control_system() s, pg_database d WHERE d.datname = current_database()`,
  );
  invariant(row !== undefined, 'the ledger has an epoch');
  return row.epoch;
}

/** In a database that was restored from an older backup, a cursor that was given out earlier lies in the future. */
async function isAhead({ query }: Asked, { xid }: EventCursor): Promise<boolean> {
  const text = 'SELECT $1::xid8 > pg_snapshot_xmax(pg_current_snapshot()) AS ahead';
  const [row] = await query<{ ahead: boolean }>(text, [xid]);
  return row?.ahead === true;
}

async function oldestOpen({ query }: Asked): Promise<string> {
  const [row] = await query<{ xid: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid');
  invariant(row !== undefined, 'a snapshot begins somewhere');
  return row.xid;
}

/** Sorts after every character that an id may contain. */
const BEHIND_EVERY_ID = '~';

export function portfolioPage(which: PortfolioPage): PageQuery {
  const { status, idPrefix, accountId, symbol, refusedCode, staleReason, after, limit } = which;
  const { values, $ } = parameters();
  const those: string[] = [];
  if (status !== undefined) those.push(`p.status = ${$(status)}`);
  if (idPrefix !== undefined) those.push(`p.id >= ${$(idPrefix)} AND p.id < ${$(idPrefix + BEHIND_EVERY_ID)}`);
  if (accountId !== undefined) those.push(`p.account_id = ${$(accountId)}`);
  // Without the first condition the index on refused portfolios could not be used.
  if (refusedCode !== undefined) those.push(`p.refused_since IS NOT NULL AND p.refused_code = ${$(refusedCode)}`);
  if (staleReason !== undefined) those.push(`p.status = 'STALE' AND p.status_reason = ${$(staleReason)}`);
  if (after !== undefined) those.push(`p.id > ${$(after)}`);
  if (symbol !== undefined) {
    const isSymbol = `symbol = ${$(symbol)}`;
    // These are few, so each is checked for the symbol. Otherwise the portfolios with the symbol are read in order.
    const isFew = accountId !== undefined || refusedCode !== undefined || staleReason !== undefined;
    if (isFew) {
      const has = (table: string) => `EXISTS (SELECT FROM ${table} WHERE portfolio_id = p.id AND ${isSymbol})`;
      those.push(`(${has('targets')} OR ${has('holdings')})`);
    } else {
      const behind = after === undefined ? [] : [`portfolio_id > ${$(after)}`];
      const ids = (table: string) => `(SELECT portfolio_id FROM ${table} JOIN portfolios p ON p.id = portfolio_id
        ${where([isSymbol, ...behind, ...those])} ORDER BY portfolio_id LIMIT ${$(limit)})`;
      those.splice(0, those.length, `p.id IN (${ids('targets')} UNION ${ids('holdings')})`);
    }
  }
  const text = `SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p ${where(those)} ORDER BY p.id LIMIT ${$(limit)}`;
  return { text, values };
}

export function refusedPage({ code, after, limit }: RefusedPage): PageQuery {
  const { values, $ } = parameters();
  const those = ['refused_since IS NOT NULL'];
  if (code !== undefined) those.push(`refused_code = ${$(code)}`);
  if (after !== undefined) those.push(`(refused_since, id) > (${$(after.since)}, ${$(after.id)})`);
  const text = `SELECT id, account_id AS "accountId", version, refused_code AS code, refused_detail AS detail, refused_since AS since
      FROM portfolios ${where(those)} ORDER BY refused_since, id LIMIT ${$(limit)}`;
  return { text, values };
}

export function batchPage({ portfolioId, state, openedFrom, openedBefore, after, limit }: BatchPage): PageQuery {
  const { values, $ } = parameters();
  const those: string[] = [];
  if (portfolioId !== undefined) those.push(`b.portfolio_id = ${$(portfolioId)}`);
  if (state !== undefined) those.push(`b.state = ${$(state)}`);
  if (openedFrom !== undefined) those.push(`b.opened_at >= ${$(openedFrom)}`);
  if (openedBefore !== undefined) those.push(`b.opened_at < ${$(openedBefore)}`);
  // A portfolio has one batch after the other, so their numbers give their order.
  const keys = portfolioId === undefined ? ['b.opened_at', 'b.number'] : ['b.number'];
  if (after !== undefined) {
    const last = portfolioId === undefined ? [after.openedAt, after.number] : [after.number];
    those.push(`(${keys.join(', ')}) < (${last.map($).join(', ')})`);
  }
  const order = keys.map((key) => `${key} DESC`).join(', ');
  const text = `SELECT ${BATCH_COLUMNS}, b.opened_at, b.number FROM batches b ${where(those)}
    ORDER BY ${order} LIMIT ${$(limit)}`;
  return { text, values };
}

export function auditPage({ portfolioId, batchId, before, limit }: AuditPage): PageQuery {
  const { values, $ } = parameters();
  const those = [`portfolio_id = ${$(portfolioId)}`];
  if (batchId !== undefined) those.push(`batch_id = ${$(batchId)}`);
  if (before !== undefined) those.push(`sequence < ${$(before)}`);
  return {
    text: `SELECT ${AUDIT_COLUMNS} FROM audit ${where(those)} ORDER BY sequence DESC LIMIT ${$(limit)}`,
    values,
  };
}

export function auditSearch({ actor, from, to, after, limit }: AuditSearch): PageQuery {
  const { values, $ } = parameters();
  const those: string[] = [];
  // The index contains only rows with a door, which are a small part.
  if (actor !== undefined) those.push(`via IS NOT NULL AND actor = ${$(actor)}`);
  if (from !== undefined) those.push(`at >= ${$(from)}`);
  if (to !== undefined) those.push(`at < ${$(to)}`);
  if (after !== undefined) those.push(`(at, id) < (${$(after.at)}, ${$(after.id)})`);
  const text = `SELECT id, ${AUDIT_COLUMNS} FROM audit ${where(those)} ORDER BY at DESC, id DESC LIMIT ${$(limit)}`;
  return { text, values };
}

export function eventPage({ xid, id }: Pick<EventCursor, 'xid' | 'id'>, limit: number): PageQuery {
  const text = `SELECT xid, id, ${AUDIT_COLUMNS} FROM audit
     WHERE xid IS NOT NULL AND (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xid, id LIMIT $3`;
  return { text, values: [xid, id, limit] };
}

/** `$` takes a value and gives its place in the text. */
export function parameters(): { values: unknown[]; $: (value: unknown) => string } {
  const values: unknown[] = [];
  return { values, $: (value) => `$${values.push(value)}` };
}

export function where(those: readonly string[]): string {
  return those.length === 0 ? '' : `WHERE ${those.join(' AND ')}`;
}
