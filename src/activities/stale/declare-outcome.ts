import { type StaysCode, sentenceOf } from '../../domain/causes';
import { declaredText } from '../../domain/declaration';
import { accountPartOf } from '../../domain/evidence';
import { invariant } from '../../domain/invariant';
import { stays, type Verdict } from '../../domain/stale';
import type { DeclareInput } from '../../domain/steps';
import type { Deps } from '../deps';
import { ifAnswered } from '../order/if-answered';
import { askerOf } from './asker';

/** Accepts a person's word for the outcome of an order that the broker knows nothing about. The rules: domain/declaration. */
export function createDeclareOutcome(deps: Deps) {
  return async (input: DeclareInput): Promise<Verdict> => {
    const { portfolioId, declaration, evidence = '', note, requestId } = input;
    invariant(declaration !== undefined, 'declare-outcome comes with what it declares');
    const { clientOrderId } = declaration;
    if (await brokerShows(deps, portfolioId, clientOrderId))
      return stays('BROKER_SHOWS_IT', sentenceOf('BROKER_SHOWS_IT', clientOrderId));
    const request = { portfolioId, declaration, evidence: accountPartOf(evidence), note, requestId };
    const answer = await deps.ledger.declareOutcome(request, await askerOf(deps, portfolioId, input));
    if (!answer.ok) return stays(answer.refusal, answer.message);
    const said = `${clientOrderId} ${declaredText(declaration)}`;
    return answer.state === 'proposed'
      ? done('SECOND_PERSON_NEEDED', `recorded for a day: ${said}. It counts once a second person sends the same`)
      : done('OUTCOME_DECLARED', `${said}. Now retry-reversal or adopt-positions ends the hold`);
  };
}

/** Whatever the broker shows about an order that has not ended yet, its own answer is better than a person's word. */
async function brokerShows(deps: Deps, portfolioId: string, clientOrderId: string): Promise<boolean> {
  const batch = await deps.ledger.findOpenBatch(portfolioId);
  const order = batch?.orders.find((one) => one.clientOrderId === clientOrderId);
  if (batch === undefined || order?.state !== 'UNKNOWN') return false;
  // A broker that does not answer about this order shows nothing, which is what the declaration is for.
  return (await ifAnswered(deps.broker.findOrder(batch.accountId, clientOrderId), undefined)) !== undefined;
}

function done(reason: StaysCode, message: string): Verdict {
  return { status: 'STALE', reason, message, done: true };
}
