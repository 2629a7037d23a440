import type { PlanProposal } from '../../domain/proposal';
import { proposalAt } from '../../domain/proposal';
import { refusedAs } from '../../domain/refused';
import type { Actor, KeptProposal, Ledger, NewBatch, ProposalPage } from '../ledger';
import { canonicalPercent } from '../rules/canonical';
import { planProposed, proposalDecided, proposalVoided, releaseRefused } from '../rules/plan-proposals';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { readKeys } from './keys';
import { parameters, where } from './pages';

type Methods = Pick<Ledger, 'proposePlan' | 'listProposals' | 'decideProposal' | 'voidProposal'>;

export function planProposalMethods(db: Database): Methods {
  return {
    proposePlan: (given, by) => changeOnce(db, by, 'proposePlan', (query) => propose(query, given, by)),
    listProposals: async (which) => {
      const { text, values } = proposalPage(which);
      return (await db.query<KeptProposal>(text, values)).map((row) => proposalAt(toProposal(row), which.at));
    },
    decideProposal: (id, decision, by) =>
      changeOnce(db, by, 'decideProposal', (query) => decide(query, id, decision, by)),
    voidProposal: (id, why, by) => db.transaction((query) => makeVoid(query, id, why, by)),
  };
}

const COLUMNS = `id, number::int, portfolio_id AS "portfolioId", plan, basis, price_tolerance::text AS "priceTolerance", state,
  proposed_by AS "proposedBy", proposed_at AS "proposedAt", expires_at AS "expiresAt", decided_by AS "decidedBy", decided_at AS "decidedAt",
  note, void_code AS "voidCode", void_detail AS "voidDetail", batch_id AS "batchId"`;

function toProposal<Row extends PlanProposal>(row: Row): Row {
  return { ...row, priceTolerance: canonicalPercent(row.priceTolerance) };
}

async function propose(
  query: Query,
  ...[given, by]: Parameters<Ledger['proposePlan']>
): ReturnType<Ledger['proposePlan']> {
  const found = await query('SELECT FROM portfolios WHERE id = $1', [given.portfolioId]);
  if (found.length === 0) return refusedAs('PORTFOLIO_NOT_FOUND', given.portfolioId);
  const { after, entry } = planProposed(given, by);
  await query(
    `WITH proposal AS (
       INSERT INTO plan_proposals (id, portfolio_id, plan, basis, price_tolerance, proposed_by, proposed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ) ${insertAudit('$9')}`,
    [
      after.id,
      after.portfolioId,
      JSON.stringify(after.plan),
      JSON.stringify(after.basis),
      after.priceTolerance,
      after.proposedBy,
      after.proposedAt,
      after.expiresAt,
      auditRows(after.portfolioId, [entry], by),
    ],
  );
  return { ok: true, proposal: after };
}

async function lockProposal(query: Query, id: string): Promise<PlanProposal | undefined> {
  const [row] = await query<KeptProposal>(`SELECT ${COLUMNS} FROM plan_proposals WHERE id = $1 FOR UPDATE`, [id]);
  if (row === undefined) return undefined;
  const { number: _, ...stored } = toProposal(row);
  return stored;
}

async function decide(
  query: Query,
  ...[id, decision, by]: Parameters<Ledger['decideProposal']>
): ReturnType<Ledger['decideProposal']> {
  const stored = await lockProposal(query, id);
  const keys = await readKeys(query, [by.name, ...(stored === undefined ? [] : [stored.proposedBy])]);
  const decided = proposalDecided(id, stored, decision, keys, by);
  if ('ok' in decided) return decided;
  const { after, entry } = decided;
  await query(
    `WITH proposal AS (
       UPDATE plan_proposals SET state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1
     ) ${insertAudit('$6')}`,
    [id, after.state, after.decidedBy, after.decidedAt, after.note, auditRows(after.portfolioId, [entry], by)],
  );
  return { ok: true, proposal: after };
}

async function makeVoid(query: Query, ...[id, why, by]: Parameters<Ledger['voidProposal']>): Promise<void> {
  const voided = proposalVoided(await lockProposal(query, id), why);
  if (voided === undefined) return;
  const { after, entry } = voided;
  await query(
    `WITH proposal AS (
       UPDATE plan_proposals SET state = 'VOID', void_code = $2, void_detail = $3 WHERE id = $1
     ) ${insertAudit('$4')}`,
    [id, after.voidCode, after.voidDetail, auditRows(after.portfolioId, [entry], by)],
  );
}

/** Locks the proposal of a batch, if it has one, and says why it may not be released. */
export async function unreleasable(query: Query, batch: NewBatch, by: Actor) {
  const { proposal } = batch;
  return proposal === undefined ? undefined : releaseRefused(await lockProposal(query, proposal), batch, proposal, by);
}

/** A state is asked for as it is at `at`: what was not released in time is EXPIRED. */
function proposalPage({ id, portfolioId, state, at, after, limit }: ProposalPage) {
  const { values, $ } = parameters();
  const isOpen = `state IN ('PROPOSED', 'APPROVED')`;
  const inState = (): string => {
    if (state === 'EXPIRED') return `${isOpen} AND expires_at <= ${$(at)}`;
    const those = `state = ${$(state)}`;
    return state === 'PROPOSED' || state === 'APPROVED' ? `${those} AND expires_at > ${$(at)}` : those;
  };
  const those = [
    ...(id === undefined ? [] : [`id = ${$(id)}`]),
    ...(portfolioId === undefined ? [] : [`portfolio_id = ${$(portfolioId)}`]),
    ...(state === undefined ? [] : [inState()]),
    ...(after === undefined ? [] : [`number < ${$(after)}`]),
  ];
  return {
    text: `SELECT ${COLUMNS} FROM plan_proposals ${where(those)} ORDER BY number DESC LIMIT ${$(limit)}`,
    values,
  };
}
