import type { TradingPosition } from '../../src/domain/kill-switch';
import { decimal } from '../../src/domain/money';
import { InputRefused } from '../../src/input/refused';
import { setPolicy } from '../../src/operations/set-policy';
import { person } from '../support/person';
import { WORLD } from './clock';
import type { PlannedFault } from './schedule';
import { withdraw } from './withdraw';
import type { Run } from './workflow-run';
import type { World } from './world';

/** Has a fault happen at its time, if it is one that does. */
export function arrange(world: World, fault: PlannedFault, hit: (kind: string) => void, hands: Hands): void {
  const at = (ms: number, happen: () => void) => void world.clock.after(ms, WORLD, happen);
  const during = (ms: number, forMs: number, path: string, change: unknown, back: unknown) => {
    at(ms, () => {
      hit(fault.kind === 'asset' ? `asset ${fault.what}` : fault.kind);
      world.admin('PUT', path, change);
    });
    at(ms + forMs, () => world.admin('PUT', path, back));
  };
  switch (fault.kind) {
    case 'broker':
      return world.admin('POST', '/simulator/faults', fault.fault);
    case 'worker-crash':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.loseWorkers();
      });
    case 'deploy':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.stopWorkers();
      });
    case 'stop':
      return at(fault.at, () => {
        const run = hands.run(fault.portfolio);
        if (run === undefined) return;
        hit(`stop ${fault.reason}`);
        run.stop(fault.reason);
      });
    case 'freeze':
      return at(fault.at, () => {
        hit(fault.undo ? 'freeze with undo' : 'freeze');
        const { portfolio, undo } = fault;
        const freeze = { actor: 'operator', reason: 'simulated', ...(undo && { undo }) };
        // If nothing is running, the signal starts a run.
        const signal = () => {
          hands.rebalance(portfolio);
          hands.run(portfolio)?.stop('FROZEN', freeze);
        };
        if (!fault.ledgerFirst) return signal();
        const by = { name: 'operator', at: new Date(world.clock.now()).toISOString() };
        void world.ledger.freeze(portfolio, freeze, by).then(() => at(5, signal));
      });
    case 'price':
      return at(fault.at, () => {
        hit(fault.kind);
        world.movePrice(fault.symbol, fault.percent);
      });
    case 'opening':
      return during(fault.at, 1, '/simulator/clock', { isOpen: false }, { isOpen: true });
    case 'quote':
      at(fault.at, () => {
        hit(`quote ${fault.bid} ${fault.ask}`);
        world.holdQuote(fault.symbol, fault.bid, fault.ask);
      });
      return at(fault.at + fault.forMs, () => world.admin('PUT', `/simulator/assets/${fault.symbol}`, { quote: null }));
    case 'market-closed':
      return during(fault.at, fault.forMs, '/simulator/clock', { isOpen: false }, { isOpen: true });
    case 'trading': {
      const set = (position: TradingPosition) => {
        hit(`trading ${position}${position === 'halted' && fault.undo ? ' with undo' : ''}`);
        const by = { name: 'operator', at: new Date(world.clock.now()).toISOString() };
        void world.ledger.setTrading(
          { position, reason: 'simulated', undo: fault.undo === true && position === 'halted' },
          by,
        );
      };
      at(fault.at, () => set(fault.position));
      return at(fault.at + fault.forMs, () => set('active'));
    }
    case 'asset':
      return during(fault.at, fault.forMs, `/simulator/assets/${fault.symbol}`, ...changesOf(fault.what));
    case 'lose-rows':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.loseRows(fault.lostMs);
      });
    case 'walk': {
      const step = (nth: number) => {
        hit(`walk, quotes ${fault.quotes}`);
        if (fault.quotes === 'stay' && nth === 0) world.holdQuote(fault.symbol, ...NARROW);
        world.movePrice(fault.symbol, fault.percent);
        if (fault.quotes === 'jump') world.holdQuote(fault.symbol, ...(JUMPS[nth % JUMPS.length] ?? NARROW));
      };
      for (let nth = 0; nth < fault.steps; nth += 1) at(fault.at + nth * fault.everyMs, () => step(nth));
      if (fault.quotes === 'follow') return;
      return at(fault.at + fault.steps * fault.everyMs, () =>
        world.admin('PUT', `/simulator/assets/${fault.symbol}`, { quote: null }),
      );
    }
    case 'old-prices':
      return during(fault.at, fault.forMs, '/simulator/settings', { keepPriceAge: true }, { keepPriceAge: false });
    case 'restricted':
      return during(
        fault.at,
        fault.forMs,
        `/simulator/accounts/${fault.portfolio}`,
        { restrictions: fault.restrictions },
        { restrictions: {} },
      );
    case 'blocked':
      return during(
        fault.at,
        fault.forMs,
        `/simulator/accounts/${fault.portfolio}`,
        { blocked: true },
        { blocked: false },
      );
    case 'keys':
      return during(fault.at, fault.forMs, '/simulator/settings', { acceptedKeys: [] }, { acceptedKeys: null });
    case 'id-race':
      return world.admin('PUT', '/simulator/settings', { duplicateRaceMs: fault.ms });
    case 'executions':
      hit(fault.kind);
      return world.admin('PUT', '/simulator/settings', { executionsLagMs: fault.lagMs });
    case 'activities':
      hit(fault.kind);
      return world.admin('PUT', '/simulator/settings', { activitiesLagMs: fault.lagMs });
    case 'happens':
      return at(fault.at, () => {
        hit(fault.kind);
        const { kind: _kind, portfolio: accountId, at: _at, ...activity } = fault;
        world.admin('POST', '/simulator/activities', { accountId, ...activity });
      });
    case 'lag':
      hit(fault.kind);
      return world.admin('PUT', `/simulator/accounts/${fault.portfolio}`, { lag: fault.lag });
    case 'limits': {
      const { limitAwayPercent, fractionalLimits } = fault;
      return world.admin('PUT', '/simulator/settings', { limitAwayPercent, fractionalLimits });
    }
    case 'again':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.rebalance(fault.portfolio);
      });
    case 'cash':
      at(fault.at, () => {
        hit(fault.kind);
        world.moveCash(fault.portfolio, fault.usd);
      });
      if (fault.forMs !== null)
        at(fault.at + fault.forMs, () => world.moveCash(fault.portfolio, decimal(fault.usd).negated().toFixed(2)));
      return;
    case 'split':
      return at(fault.at, () => {
        hit(fault.kind);
        world.admin('POST', '/simulator/splits', {
          symbol: fault.symbol,
          oldShares: '1',
          newShares: fault.newShares,
          cashInLieu: fault.cashInLieu,
        });
      });
    case 'rename':
    case 'spin-off':
      return at(fault.at, () => {
        hit(fault.kind);
        const { kind, at: _at, ...change } = fault;
        const { symbol, newSymbol } = change;
        if (kind === 'rename') world.admin('POST', '/simulator/renames', { symbol, newSymbol });
        else world.admin('POST', '/simulator/spin-offs', { ...change, newShares: '0.5' });
      });
    case 'listed-twice':
      return at(fault.at, () => {
        hit(fault.kind);
        world.admin('PUT', '/simulator/settings', { activitiesTwice: true });
      });
    case 'withdrawal':
      return withdraw(world, fault, hit, hands);
    case 'positions':
      return at(fault.at, () => {
        hit(fault.kind);
        const positions = { [fault.symbol]: fault.shares };
        world.admin('PUT', `/simulator/accounts/${fault.portfolio}`, { positions });
      });
    case 'own-order':
      return at(fault.at, () => {
        const cancel = world.ownerSends(fault.portfolio, fault);
        if (cancel === undefined) return;
        hit(`${fault.kind} ${fault.side}`);
        at(fault.forMs, cancel);
      });
    case 'policy':
      return at(fault.at, () => {
        hit(fault.kind);
        void changePolicyOf(world, fault).catch((refused: unknown) => {
          // A change that contradicts what the portfolio has is refused, and nothing changes.
          if (!(refused instanceof InputRefused)) throw refused;
          hit('policy refused');
        });
      });
    // When it is held, and on the network, at each call.
    case 'person':
    case 'unreachable':
    case 'slow-connect':
    case 'ledger':
    case 'ledger-down':
    case 'crash':
    case 'stop-at':
    case 'price-at':
      return;
  }
}

export interface Hands {
  /** The ledger forgets what it committed so lately. */
  loseRows(lostMs: number): void;
  /** Asks for a rebalance of what is not held, unless one runs. */
  rebalance(portfolio: string): void;
  run(portfolio: string): Run | undefined;
  loseWorkers(): void;
  stopWorkers(): void;
}

async function changePolicyOf(world: World, fault: Extract<PlannedFault, { kind: 'policy' }>): Promise<void> {
  const change = { portfolioId: fault.portfolio, fields: fault.policy, reason: 'simulated' };
  const now = () => new Date(world.clock.now()).toISOString();
  await setPolicy({ ledger: world.ledger, door: 'cli', now }, person('operator'), change);
}

/** What happens to an asset, and how it becomes normal again. */
function changesOf(what: Extract<PlannedFault, { kind: 'asset' }>['what']): [object, object] {
  if (what === 'halt-refuses')
    return [
      { halted: true, haltRefuses: true },
      { halted: false, haltRefuses: false },
    ];
  return [{ [what]: FORBIDS.has(what) }, { [what]: !FORBIDS.has(what) }];
}

/** What an asset must not be. The others are what it has to be. */
const FORBIDS = new Set(['halted', 'ptp']);

/** Bid and ask in percent of the price. */
const NARROW: [bid: number, ask: number] = [99.99, 100.01];

const JUMPS: readonly (typeof NARROW)[] = [[95, 96], NARROW, [98, 102], [104, 105], [101, 99]];

/** The network as the faults have it: how long a connection takes, or null for none. */
export function wayOf(faults: readonly PlannedFault[], passedMs: () => number, hit: (kind: string) => void) {
  const troubles = faults.filter((fault) => fault.kind === 'unreachable' || fault.kind === 'slow-connect');
  return (): number | null => {
    if (troubles.length === 0) return 0;
    const passed = passedMs();
    for (const fault of troubles) {
      if (passed < fault.at || passed >= fault.at + fault.forMs) continue;
      hit(fault.kind);
      return fault.kind === 'unreachable' ? null : fault.takesMs;
    }
    return 0;
  };
}
