// What the ledger says of all portfolios together, and whether a person has something to do about it.

import type { Doubt } from '../domain/agreement';
import { BREAKER } from '../domain/breaker';
import type { RefusalCode } from '../domain/causes';
import type { Trading } from '../domain/kill-switch';
import { callsPerson } from '../domain/refusal';
import { addReports, type Watching } from '../domain/watch-report';
import type { Ledger, LedgerVitals, ReadProgress } from '../ledger/ledger';
import { showBooks } from './books';
import type { Audited } from './deps';

export interface FleetHealth {
  trading: Trading;
  /** The breaker halted trading, and nobody has set it since. */
  isBreakerTripped: boolean;
  vitals: LedgerVitals;
  /** The first code of which a person hears, or null when what is refused ends by itself. */
  refusalToMend: RefusalCode | null;
  books: { progress: ReadProgress; doubt: Doubt | null };
  /** What the monitors see, with its age, or null when none has ever reported. */
  watching: Watching | null;
  /** What the books need: an end of the doubt, a look at what differs, a monitor that reads, or nothing. */
  booksNeed: 'trust' | 'resolve' | 'monitor' | null;
}

export async function fleetHealth(
  deps: Pick<Audited, 'now'> & {
    ledger: Pick<Ledger, 'trading' | 'vitals' | 'readProgress' | 'doubt' | 'watchReports'>;
  },
): Promise<FleetHealth> {
  const [trading, vitals, books, reports] = await Promise.all([
    deps.ledger.trading(),
    deps.ledger.vitals(),
    showBooks(deps),
    deps.ledger.watchReports(),
  ]);
  return {
    trading,
    isBreakerTripped: trading.position === 'halted' && trading.actor === BREAKER,
    vitals,
    refusalToMend: vitals.refused.find(({ code }) => callsPerson(code))?.code ?? null,
    books,
    watching: addReports(reports),
    booksNeed: booksNeed(books),
  };
}

function booksNeed({ progress, doubt }: FleetHealth['books']): FleetHealth['booksNeed'] {
  if (doubt !== null) return 'trust';
  if (progress.differing > 0) return 'resolve';
  return progress.read < progress.portfolios ? 'monitor' : null;
}
