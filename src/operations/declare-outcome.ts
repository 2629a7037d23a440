import type { RebalanceClient } from '../client';
import type { DeclarationRefusalCode, StaysCode } from '../domain/causes';
import { type Declaration, declarationRefusal, OUTCOME_DECLARED } from '../domain/declaration';
import { accountPartOf } from '../domain/evidence';
import { batchIdOf } from '../domain/ids';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { RESOLVE_REQUESTED, requestDetail } from '../domain/resolve-request';
import type { AuditRow, Ledger } from '../ledger/ledger';
import { auditRows } from './audit-rows';
import { type Audited, actorOf, sentUpdate } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';

export interface DeclareOutcomeInput {
  portfolioId: string;
  declaration: Declaration;
  note: string;
  /** The `hash` of the evidence that it is said on. */
  evidence: string;
}

/** `proposed`: it counts once a second person says the same. `STAYS_STALE`: the hold has not taken it, and `reason` says why. */
export type DeclareOutcomeAnswer =
  | { ok: true; state: 'proposed' | 'declared'; message: string }
  | NotFound
  | Refused<DeclarationRefusalCode | 'INVALID_RESOLVE'>
  | Refused<'STAYS_STALE', { reason: StaysCode }>;

/** Says what became of an order of which the broker says nothing, on the word of two people. The rules: domain/declaration. */
export async function declareOutcome(
  deps: Audited & {
    ledger: Pick<Ledger, 'findPortfolio' | 'findBatch' | 'readAudit' | 'keyPeople' | 'audit'>;
    client: Pick<RebalanceClient, 'resolve'>;
  },
  principal: Principal,
  { portfolioId, declaration, note, evidence }: DeclareOutcomeInput,
): Promise<DeclareOutcomeAnswer> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const { clientOrderId } = declaration;
  const sent = sentUpdate(deps, `audit ${RESOLVE_REQUESTED}`);
  // What is wrong already by the ledger's rows is refused before anything is sent, so that nothing of it is stored.
  const events: AuditRow[] = [];
  for await (const row of auditRows(deps, portfolioId))
    if (row.detail.clientOrderId === clientOrderId) events.push(row);
  const wrong = declarationRefusal({
    portfolio: found.portfolio,
    batch: await deps.ledger.findBatch(batchIdOf(clientOrderId) ?? ''),
    events,
    keys: await deps.ledger.keyPeople([principal, ...events.map(({ actor }) => actor)]),
    declaration,
    evidence: accountPartOf(evidence),
    by: actorOf(deps, principal),
  });
  // By these rows the first run of this request may have declared it already.
  if (wrong !== undefined && sent?.isRepeat !== true) return wrong;
  const resolve = { action: 'declare-outcome', note, evidence, declaration } as const;
  await deps.ledger.audit(portfolioId, null, RESOLVE_REQUESTED, requestDetail(resolve), actorOf(deps, principal));
  const answer = await deps.client.resolve(portfolioId, { ...resolve, actor: principal }, sent);
  if (!answer.ok) return refused(answer.refusal, answer.message);
  const { verdict } = answer;
  if (verdict.status === 'ACTIVE') return refused('NOT_STALE', verdict.message);
  const { reason, message } = verdict;
  if (verdict.done === undefined) return refused('STAYS_STALE', message, { reason });
  return { ok: true, state: reason === OUTCOME_DECLARED ? 'declared' : 'proposed', message };
}
