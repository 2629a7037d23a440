import type { Activity, ActivityState, KeptActivity } from '../../domain/activity';
import { type CorporateAction, narrowed } from '../../domain/corporate-action';
import type { Portfolio } from '../../domain/portfolio';
import type { ActivityPage, Actor, Ledger, SettledActivities } from '../ledger';
import { activitiesBooked, activitiesSeen, type BookedActivities, idsOf } from '../rules/activities';
import { canonicalCash, canonicalPrice, canonicalQuantity } from '../rules/canonical';
import { firstEndOf } from '../rules/restrictions';
import type { Gone } from '../rules/withdrawals';
import { auditRows, insertAudit } from './audit';
import { lock, readPortfolio } from './closing';
import type { Database, Query } from './connection';
import { parameters, where } from './pages';
import { markEnded } from './withdrawals';

type ActivityMethods = Pick<Ledger, 'activitiesThrough' | 'takeActivities' | 'bookActivities' | 'listActivities'>;

export function activityMethods(db: Database): ActivityMethods {
  return {
    activitiesThrough: async (portfolioId) => {
      const text = 'SELECT through FROM activity_cursors WHERE portfolio_id = $1';
      const [row] = await db.query<{ through: string }>(text, [portfolioId]);
      return row?.through ?? null;
    },
    takeActivities: (portfolioId, taken, by) => db.transaction((query) => take(query, portfolioId, taken, by)),
    bookActivities: (portfolioId, settled, by) => db.transaction((query) => book(query, portfolioId, settled, by)),
    listActivities: async (which) => {
      const { text, values } = activityPage(which);
      return (await db.query<ActivityRow>(text, values)).map(toActivity);
    },
  };
}

const COLUMNS = `portfolio_id AS "portfolioId", id, number::int, kind, type, at, cash::text, symbol, quantity::text, description,
  is_void AS "isVoid", state, seen_at AS "seenAt", settled_at AS "settledAt"`;

type ActivityRow = KeptActivity;

function toActivity(row: ActivityRow): KeptActivity {
  const quantity = row.quantity === null ? null : canonicalQuantity(row.quantity);
  return { ...row, cash: canonicalCash(row.cash), quantity };
}

async function take(
  query: Query,
  portfolioId: string,
  { activities, through }: { activities: readonly Activity[]; through: string },
  by: Actor,
): Promise<KeptActivity[]> {
  await lock(query, '$1', portfolioId);
  const rows = await query<{ id: string; state: ActivityState }>(
    'SELECT id, state FROM activities WHERE portfolio_id = $1 AND id = ANY ($2)',
    [portfolioId, idsOf(activities)],
  );
  const { fresh, over, entries } = activitiesSeen(activities, new Map(rows.map(({ id, state }) => [id, state])));
  await query(
    `WITH cursor AS (
       INSERT INTO activity_cursors VALUES ($1, $2)
       ON CONFLICT (portfolio_id) DO UPDATE SET through = greatest(activity_cursors.through, excluded.through)
     ), over AS (
       UPDATE activities SET state = 'IGNORED', is_void = true WHERE portfolio_id = $1 AND id = ANY ($3)
     ), fresh AS (
       INSERT INTO activities (portfolio_id, id, kind, type, at, cash, symbol, quantity, description, is_void, state, seen_at)
         SELECT $1, id, kind, type, at, cash, symbol, quantity, description, "isVoid", state, $5
           FROM jsonb_to_recordset($4) AS a(id text, kind text, type text, at timestamptz, cash numeric, symbol text,
             quantity numeric, description text, "isVoid" boolean, state text) ORDER BY at, id
     ) ${insertAudit('$6')}`,
    [portfolioId, through, over, JSON.stringify(fresh), by.at, auditRows(portfolioId, entries, by)],
  );
  return readWaiting(query, portfolioId);
}

async function readWaiting(query: Query, portfolioId: string): Promise<KeptActivity[]> {
  const text = `SELECT ${COLUMNS} FROM activities WHERE portfolio_id = $1 AND state = 'WAITING' ORDER BY at, number`;
  return (await query<ActivityRow>(text, [portfolioId])).map(toActivity);
}

async function book(
  query: Query,
  portfolioId: string,
  { booked: bookedIds, included: includedIds, expectedVersion }: SettledActivities,
  by: Actor,
): Promise<Portfolio | undefined> {
  await lock(query, '$1', portfolioId);
  const before = await readPortfolio(query, portfolioId);
  const waiting = await readWaiting(query, portfolioId);
  const booked = waiting.filter(({ id }) => bookedIds.includes(id));
  const included = waiting.filter(({ id }) => includedIds.includes(id));
  if (booked.length + included.length === 0) return before;
  const open = await query(`SELECT FROM batches WHERE portfolio_id = $1 AND state = 'PENDING'`, [portfolioId]);
  if (before.version !== expectedVersion || open.length > 0) return undefined;
  const after = activitiesBooked(before, booked, included, by.at, await readGone(query, before));
  await query(
    `WITH booked AS (
       UPDATE activities SET state = CASE WHEN id = ANY ($2) THEN 'BOOKED' ELSE 'INCLUDED' END, settled_at = $4
        WHERE portfolio_id = $1 AND state = 'WAITING' AND id = ANY ($3)
     ) ${insertAudit('$5')}`,
    [
      portfolioId,
      booked.map(({ id }) => id),
      [...booked, ...included].map(({ id }) => id),
      by.at,
      auditRows(portfolioId, after.entries, by),
    ],
  );
  if (booked.length > 0) await saveBooks(query, before, after);
  else if (after.paid.length > 0)
    await query('UPDATE portfolios SET version = version + 1 WHERE id = $1', [portfolioId]);
  await markEnded(query, portfolioId, after.paid, 'PAID', by);
  for (const action of after.actions) await saveAction(query, action);
  return readPortfolio(query, portfolioId);
}

/** Only where a withdrawal is open: few are. */
async function readGone(query: Query, { id, withdrawals }: Portfolio): Promise<Gone> {
  if (withdrawals.length === 0) return { paid: [], settled: [] };
  const text = `SELECT amount::text, ended_at AS "endedAt" FROM withdrawals WHERE portfolio_id = $1 AND state = 'PAID' ORDER BY ended_at`;
  const flows = `SELECT cash::text, at FROM activities
                  WHERE portfolio_id = $1 AND kind = 'CASH_FLOW' AND symbol IS NULL AND state IN ('BOOKED', 'INCLUDED') ORDER BY at`;
  return { paid: await query(text, [id]), settled: await query(flows, [id]) };
}

async function saveBooks(
  query: Query,
  before: Portfolio,
  { books, targets, restrictions }: BookedActivities,
): Promise<void> {
  const kept = new Set(books.holdings.map(({ symbol }) => symbol));
  const gone = before.holdings.filter(({ symbol }) => !kept.has(symbol)).map(({ symbol }) => symbol);
  const newTargets = targets === before.targets ? null : JSON.stringify(targets);
  const newRestrictions = restrictions === before.restrictions ? null : JSON.stringify(restrictions);
  await query(
    `WITH portfolio AS (
       UPDATE portfolios SET cash = $2, version = version + 1,
              restrictions = coalesce($6, restrictions), restricted_until = $7,
              settings_revision = settings_revision + CASE WHEN coalesce($5::jsonb, $6::jsonb) IS NULL THEN 0 ELSE 1 END WHERE id = $1
     ), untargeted AS (
       DELETE FROM targets WHERE portfolio_id = $1 AND $5::jsonb IS NOT NULL
          AND symbol NOT IN (SELECT symbol FROM jsonb_to_recordset($5) AS t(symbol text))
     ), targeted AS (
       INSERT INTO targets SELECT $1, t.symbol, t.percent FROM jsonb_to_recordset($5) AS t(symbol text, percent numeric)
       ON CONFLICT (portfolio_id, symbol) DO NOTHING
     ), gone AS (
       DELETE FROM holdings WHERE portfolio_id = $1 AND symbol = ANY ($3)
     )
     INSERT INTO holdings SELECT $1, h.symbol, h.quantity FROM jsonb_to_recordset($4) AS h(symbol text, quantity numeric)
     ON CONFLICT (portfolio_id, symbol) DO UPDATE SET quantity = excluded.quantity`,
    [
      before.id,
      books.cash,
      gone,
      JSON.stringify(books.holdings),
      newTargets,
      newRestrictions,
      firstEndOf(restrictions),
    ],
  );
}

/** Without a known price there is nothing that the next one could be compared with. */
async function saveAction(query: Query, seen: Omit<CorporateAction, 'priceBefore'>): Promise<void> {
  const [known] = await query<{ price: string }>('SELECT price::text FROM known_prices WHERE symbol = $1', [
    seen.symbol,
  ]);
  if (known === undefined) return;
  const fresh = { ...seen, priceBefore: canonicalPrice(known.price) };
  const values = ({ symbol, since, priceBefore, low, high }: CorporateAction) => [
    symbol,
    since,
    priceBefore,
    low,
    high,
  ];
  const inserted = await query(
    'INSERT INTO corporate_actions VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING symbol',
    values(fresh),
  );
  if (inserted.length > 0) return;
  const [before] = await query<CorporateAction>(
    `SELECT symbol, since, price_before::text AS "priceBefore", low::text, high::text
       FROM corporate_actions WHERE symbol = $1 FOR UPDATE`,
    [seen.symbol],
  );
  await query(
    'UPDATE corporate_actions SET since = $2, price_before = $3, low = $4, high = $5 WHERE symbol = $1',
    values(narrowed(before, fresh)),
  );
}

function activityPage({ portfolioId, state, after, limit }: ActivityPage) {
  const { values, $ } = parameters();
  const those = [
    ...(portfolioId === undefined ? [] : [`portfolio_id = ${$(portfolioId)}`]),
    ...(state === undefined ? [] : [`state = ${$(state)}`]),
    ...(after === undefined ? [] : [`number < ${$(after)}`]),
  ];
  return { text: `SELECT ${COLUMNS} FROM activities ${where(those)} ORDER BY number DESC LIMIT ${$(limit)}`, values };
}
