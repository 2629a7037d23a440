import type { Broker } from '../broker/broker';
import type { TickerSymbol } from '../domain/portfolio';
import type { ImportLedger, ImportTurn } from '../ledger/imports';

export interface RunImportDeps {
  ledger: Pick<ImportLedger, 'takeImport' | 'beatImport' | 'leaveImport' | 'checkImport' | 'storeImport' | 'endImport'>;
  broker: Pick<Broker, 'asset'>;
  now(): string;
}

/** What makes it stop early, after the chunk that it is at. */
type Stop = Pick<AbortSignal, 'aborted'>;

const CHECKED_AT_ONCE = 1_000;
const STORED_AT_ONCE = 500;
/** More connections than this do not make it faster on two processors. */
const STORERS = 3;
const ASKED_AT_ONCE = 20;

/**
 * Takes the import whose turn it is, and brings it to its end. False when no import has a turn. When it is stopped or killed, the next call
 * goes on.
 *
 * @throws BrokerFault, LedgerFault
 */
export async function runImport(deps: RunImportDeps, stop: Stop = { aborted: false }): Promise<boolean> {
  const turn = await deps.ledger.takeImport(deps.now());
  if (turn === undefined) return false;
  try {
    const isReady = turn.state === 'STORING' || (await check(deps, turn, stop));
    if (isReady && (await store(deps, turn, stop))) await deps.ledger.endImport(turn, deps.now());
    if (stop.aborted) await deps.ledger.leaveImport(turn);
    return true;
  } catch (error) {
    await deps.ledger.leaveImport(turn).catch(() => undefined);
    throw error;
  }
}

/** Returns whether its lines are to be stored. */
async function check(deps: RunImportDeps, turn: ImportTurn, stop: Stop): Promise<boolean> {
  const unlisted = await unlistedOf(deps, turn);
  for (;;) {
    const answer = await deps.ledger.checkImport(turn, unlisted, CHECKED_AT_ONCE, deps.now());
    if (answer !== 'more') return answer === 'STORING';
    if (stop.aborted) return false;
  }
}

async function unlistedOf({ ledger, broker, now }: RunImportDeps, turn: ImportTurn): Promise<TickerSymbol[]> {
  const unlisted: TickerSymbol[] = [];
  for (let from = 0; from < turn.symbols.length; from += ASKED_AT_ONCE) {
    const symbols = turn.symbols.slice(from, from + ASKED_AT_ONCE);
    const assets = await Promise.all(symbols.map((symbol) => broker.asset(symbol)));
    unlisted.push(...symbols.filter((_, n) => assets[n] === undefined));
    await ledger.beatImport(turn, now());
  }
  return unlisted;
}

/** Several connections store a chunk each. Returns whether all lines are stored. */
async function store({ ledger, now }: RunImportDeps, turn: ImportTurn, stop: Stop): Promise<boolean> {
  let next = 0;
  let goesOn = true;
  const storer = async () => {
    while (goesOn && !stop.aborted && next < turn.lines) {
      const after = next;
      next += STORED_AT_ONCE;
      try {
        if ((await ledger.storeImport(turn, { after, to: next }, now())) === 'overtaken') goesOn = false;
      } catch (error) {
        goesOn = false;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: STORERS }, storer));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return goesOn && !stop.aborted;
}
