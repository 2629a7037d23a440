// A decision that needs two people is recorded, and carried out once a second person makes the same decision on the same
// evidence.

import { adoptionDoubt } from '../../domain/adoption';
import { APPROVAL_STANDS_MS } from '../../domain/approval';
import { priceBySymbol, symbolsOf } from '../../domain/drift';
import { accountPartOf } from '../../domain/evidence';
import type { Holding, Portfolio } from '../../domain/portfolio';
import { isKnown, SAME_PERSON_SENTENCES, whySamePerson } from '../../domain/same-person';
import { stays, type Verdict } from '../../domain/stale';
import type { ResolveInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import type { Actor } from '../../ledger/ledger';
import type { Deps } from '../deps';

const PROPOSED = 'ADOPTION_PROPOSED';

/** Returns why `account` is not adopted yet. Undefined when one person is enough, or when this is the second person. */
export async function secondPersonProblem(
  deps: Pick<Deps, 'ledger' | 'now'> & { market: Pick<Deps['market'], 'latestPrices'> },
  portfolio: Portfolio,
  account: { positions: Holding[]; cash: string },
  { note, evidence: given = '' }: ResolveInput,
  by: Actor,
): Promise<Verdict | undefined> {
  const evidence = accountPartOf(given);
  const broker = { holdings: account.positions, cash: account.cash };
  const symbols = symbolsOf({ targets: [], holdings: [...portfolio.holdings, ...account.positions] });
  const doubt = adoptionDoubt(portfolio, broker, priceBySymbol(await deps.market.latestPrices(symbols)));
  if (doubt === undefined) return undefined;
  const since = later(deps.now(), -APPROVAL_STANDS_MS);
  const proposals = (await deps.ledger.listAudit(portfolio.id)).filter(
    ({ event, detail, at }) => event === PROPOSED && detail.evidence === evidence && !isBefore(at, since),
  );
  const keys = await deps.ledger.keyPeople([by.name, ...proposals.map(({ actor }) => actor)]);
  if (!isKnown(by.name, keys)) return stays('SECOND_PERSON_NEEDED', `${doubt}. ${SAME_PERSON_SENTENCES.ASKER_UNKNOWN}`);
  const why = proposals.map(({ actor }) => whySamePerson(actor, by.name, keys));
  if (why.includes(undefined)) return undefined;
  // A decision that cannot count as the second may still count as the first.
  if (!why.includes('OWN_PROPOSAL')) {
    const detail = { evidence, doubt, note };
    await deps.ledger.audit(portfolio.id, null, PROPOSED, detail, by);
  }
  const message = `${doubt}. It is recorded for a day: it is adopted when somebody else sends the same with evidence ${evidence}`;
  return stays('SECOND_PERSON_NEEDED', message);
}
