import { REBALANCE_ACTOR, type Resolve } from '../../src/domain/stale';
import type { Decided, OrderResult, PlannedRetries, TakenOver, Weighed } from '../../src/domain/steps';
import { resolveStale } from '../../src/workflows/resolve';
import type { ResolveSteps } from '../../src/workflows/steps';
import { batch } from '../support/scripted-steps';

const COLLIDED: OrderResult = {
  symbol: 'AAPL',
  state: 'ERROR',
  filledQuantity: '0',
  code: 'ID_COLLISION',
  message: 'ab-b1-AAPL-o-2 is another order at the broker',
};

/** A person completes a batch of which META filled and AAPL came to `known`; each further attempt at it comes to `placed`. */
async function complete(known: OrderResult, placed: OrderResult) {
  const asked: string[] = [];
  const refuse = () => Promise.reject(new Error('it is not part of this script'));
  const filled: OrderResult = { symbol: 'META', state: 'SUCCESS', filledQuantity: '5', code: null, message: null };
  const steps: ResolveSteps = {
    takeOverStale: () => Promise.resolve({ batch, waitMs: 0, askUntil: '' }),
    reconcileOrder: ({ symbol }) => Promise.resolve(symbol === 'META' ? filled : known),
    planRetries: () => {
      asked.push('plan');
      const [, order] = batch.orders;
      return Promise.resolve({ orders: order === undefined ? [] : [{ ...order, attempt: 2 }], sendUntil: '' });
    },
    placeOrder: () => Promise.resolve({ ...placed, attempt: 2 }),
    markStale: ({ reason }) => Promise.resolve(asked.push(`stale ${reason}`) > 0),
    now: () => '2026-01-05T15:00:00.000Z',
    sleep: () => Promise.resolve(),
    phase: () => undefined,
    endStale: refuse,
    adoptPositions: refuse,
    declareOutcome: refuse,
    weighFailure: refuse,
    reverseOrder: refuse,
  };
  const verdict = await resolveStale(steps, {
    portfolioId: 'p1',
    action: 'complete',
    actor: 'ann',
    note: 'a failover',
  });
  return { verdict, asked };
}

const SHORT: OrderResult = { ...COLLIDED, code: 'CANCELED', message: 'the broker ended it as canceled' };

test('an attempt whose id belongs to another order at the broker is not repeated: the shares would be bought twice', async () => {
  expect(await complete(SHORT, COLLIDED)).toMatchObject({
    verdict: { status: 'STALE', reason: 'ID_COLLISION' },
    asked: ['plan', 'stale ID_COLLISION'],
  });
});

test('a batch with such an order is not completed at all', async () => {
  expect(await complete(COLLIDED, SHORT)).toMatchObject({
    verdict: { status: 'STALE', reason: 'ID_COLLISION' },
    asked: ['stale ID_COLLISION'],
  });
});

interface Script {
  taken?: Partial<TakenOver>;
  weighed?: Weighed;
  refusal?: PlannedRetries['refusal'];
}

/** A resolve of a batch of which META filled and AAPL fell short, by what its steps answer; everything that sends says who decided it. */
async function resolving(resolve: Pick<Resolve, 'action' | 'actor'> & Partial<Resolve>, script: Script = {}) {
  const asked: string[] = [];
  const refuse = () => Promise.reject(new Error('it is not part of this script'));
  const by = ({ decidedBy = 'nobody' }: Decided) => `by ${decidedBy}`;
  const filled: OrderResult = { symbol: 'META', state: 'SUCCESS', filledQuantity: '5', code: null, message: null };
  const steps: ResolveSteps = {
    takeOverStale: () => Promise.resolve({ batch, waitMs: 0, askUntil: '', ...script.taken }),
    reconcileOrder: ({ symbol }) => Promise.resolve(symbol === 'META' ? filled : SHORT),
    weighFailure: ({ undoes, ...decided }) => {
      asked.push(`weigh ${undoes ? 'a rollback ' : ''}${by(decided)}`);
      return Promise.resolve(script.weighed ?? { choice: 'rollback' });
    },
    reverseOrder: ({ symbol, ...decided }) => {
      asked.push(`reverse ${symbol} ${by(decided)}`);
      return Promise.resolve({ kind: 'reversed' });
    },
    planRetries: (planned) => {
      asked.push(`plan ${by(planned)}`);
      const { refusal } = script;
      return Promise.resolve({ orders: [], sendUntil: '', ...(refusal && { refusal }) });
    },
    placeOrder: refuse,
    markStale: ({ reason }) => Promise.resolve(asked.push(`stale ${reason}`) > 0),
    endStale: ({ action }) => {
      asked.push(`end ${action}`);
      return Promise.resolve({ status: 'ACTIVE', message: 'it is' });
    },
    now: () => '2026-01-05T15:00:00.000Z',
    sleep: () => Promise.resolve(),
    phase: () => undefined,
    adoptPositions: refuse,
    declareOutcome: refuse,
  };
  const verdict = await resolveStale(steps, { portfolioId: 'p1', note: 'why', ...resolve });
  return { verdict, asked };
}

const EVIDENCE = '0123456789abcdef:-1.00:-2.00';
const HELD: Weighed = { choice: 'hold', cause: { code: 'HELD', message: 'outside the limits' } };

test.each([
  ['a person on evidence', 'ann', EVIDENCE, 'ann'],
  ['a person without evidence', 'ann', undefined, 'nobody'],
  ['the market’s opening', REBALANCE_ACTOR, undefined, 'nobody'],
  ['a person who uses the name of the rebalance', REBALANCE_ACTOR, EVIDENCE, 'nobody'],
])('what is reversed for %s is sent in the name of those who decided it', async (_what, actor, evidence, decidedBy) => {
  const { verdict, asked } = await resolving({ action: 'retry-reversal', actor, ...(evidence && { evidence }) });
  expect(verdict.status).toBe('ACTIVE');
  expect(asked).toEqual([`weigh a rollback by ${decidedBy}`, `reverse META by ${decidedBy}`, 'end retry-reversal']);
});

test('a rollback that is held before it begins sends nothing, and the hold says what is needed', async () => {
  const { verdict, asked } = await resolving({ action: 'retry-reversal', actor: 'ann' }, { weighed: HELD });
  expect(verdict).toMatchObject({
    status: 'STALE',
    reason: 'HELD',
    message: expect.stringContaining('evidence') as string,
  });
  expect(asked).toEqual(['weigh a rollback by nobody', 'stale HELD']);
});

test('an order that the broker shows differently from what was declared is not reversed', async () => {
  const { verdict, asked } = await resolving(
    { action: 'retry-reversal', actor: 'ann', evidence: EVIDENCE },
    { taken: { declaredOtherwise: ['ab-1 was declared with nothing filled'] } },
  );
  expect(verdict).toMatchObject({ status: 'STALE', reason: 'DECLARED_OTHERWISE' });
  expect(asked).toEqual([]);
});

test('a decision whose evidence is out of date does nothing', async () => {
  const refused = { status: 'STALE', reason: 'EVIDENCE_CHANGED', message: 'look again' } as const;
  const { verdict, asked } = await resolving(
    { action: 'complete', actor: 'ann', evidence: EVIDENCE },
    { taken: { refused, batch: null } },
  );
  expect({ verdict, asked }).toEqual({ verdict: refused, asked: [] });
});

test('a completion that may not be planned is refused with its reason, and the hold does not end', async () => {
  const refusal = { code: 'TRADING_HALTED', message: 'trading is halted' } as const;
  const { verdict, asked } = await resolving({ action: 'complete', actor: 'ann', evidence: EVIDENCE }, { refusal });
  expect(verdict).toMatchObject({ status: 'STALE', reason: 'TRADING_HALTED' });
  expect(asked).toEqual(['plan by ann']);
});

test('a completion with nothing left to try asks once and ends the hold', async () => {
  const { asked } = await resolving({ action: 'complete', actor: 'ann', evidence: EVIDENCE });
  expect(asked).toEqual(['plan by ann', 'end complete']);
});
