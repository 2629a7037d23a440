// What one person may not decide alone is recorded, and done once a second one decides the same on the same evidence.

import { adoptionDoubt } from '../../domain/adoption';
import { priceBySymbol, symbolsOf } from '../../domain/drift';
import { accountPartOf } from '../../domain/evidence';
import type { Holding, Portfolio } from '../../domain/portfolio';
import { isSamePerson } from '../../domain/principal';
import { stays, type Verdict } from '../../domain/stale';
import type { ResolveInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import type { Actor } from '../../ledger/ledger';
import type { Deps } from '../deps';

/** A decision of yesterday was made on what was known yesterday. */
const STANDS_MS = 24 * 3_600_000;
const PROPOSED = 'ADOPTION_PROPOSED';

/** Returns why `account` is not adopted yet, or undefined when one person is enough or this one is the second. */
export async function secondPersonProblem(
  deps: Deps,
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
  const since = later(deps.now(), -STANDS_MS);
  const proposals = (await deps.ledger.listAudit(portfolio.id)).filter(
    ({ event, detail, at }) => event === PROPOSED && detail.evidence === evidence && !isBefore(at, since),
  );
  if (proposals.some((proposal) => !isSamePerson(proposal.actor, by.name))) return undefined;
  if (proposals.length === 0) {
    const detail = { evidence, doubt, note };
    await deps.ledger.audit(portfolio.id, null, PROPOSED, detail, by);
  }
  const message = `${doubt}. It is recorded for a day: it is adopted when somebody else sends the same with evidence ${evidence}`;
  return stays('SECOND_PERSON_NEEDED', message);
}
