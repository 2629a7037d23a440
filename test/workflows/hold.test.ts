import type { Verdict } from '../../src/domain/stale';
import { StepFailed } from '../../src/workflows/steps';
import { WORLD } from '../simulation/clock';
import { EVIDENCE, type HeldScript, type HeldWorld, MINUTE, SINCE, startHeld } from '../support/held';
import { createRandom } from '../support/random';

/** Lets time pass until nothing is left to happen, or so much has happened that it would go on for ever. */
const EVENTS_MAX = 60;
/** In minutes. */
const DAY = 24 * 60;
const WEEK = 7 * DAY * MINUTE;

async function played(script: HeldScript, arrives: (world: HeldWorld) => void): Promise<HeldWorld> {
  const world = startHeld(script);
  arrives(world);
  // A clock on which nothing is to happen yet would stop at once.
  await new Promise((resolve) => process.nextTick(resolve));
  await world.clock.runToEnd(EVENTS_MAX);
  return world;
}

const DIFFERS = { reason: 'BOOKS_DIFFER' } as const;
const freeze = (actor: string) => ({ kind: 'freeze', freeze: { actor, reason: 'why' } }) as const;
const RELEASED: Verdict = { status: 'ACTIVE', message: 'released' };

test('a resolve that leaves the ledger ACTIVE ends it and is answered', async () => {
  const world = await played({}, ({ resolveAt }) => resolveAt(MINUTE, 'checked'));
  expect(world.ended()).toBe('RESOLVED by ann: checked');
  expect(world.verdicts).toEqual([['checked', RELEASED]]);
  expect(world.page()).toMatch(/^\*\*RESOLVED\*\* by ann: release: released\./);
});

test('a resolve that has no effect is answered and audited, and the page says why', async () => {
  const endStale = () => Promise.reject(new StepFailed('the database refused'));
  const world = await played({ steps: () => ({ endStale }) }, ({ resolveAt }) => resolveAt(MINUTE, 'checked'));
  expect(world.ended()).toBeUndefined();
  expect(world.verdicts).toMatchObject([['checked', { status: 'STALE', reason: 'STEP_FAILED' }]]);
  expect(world.done).toContain('ignored: STEP_FAILED: the database refused');
  expect(world.page()).toContain('release by ann did not release it: STEP_FAILED');
});

test('a freeze that arrives while a resolve is carried out holds the portfolio again', async () => {
  const world = await played({ takesMs: () => 1_000 }, ({ resolveAt, sendAt }) => {
    resolveAt(MINUTE, 'checked');
    sendAt(MINUTE + 1_500, freeze('ben'));
  });
  expect(world.ended()).toBeUndefined();
  expect(world.ledger).toEqual({ status: 'STALE', reason: 'FROZEN' });
  expect(world.done.filter((what) => !what.startsWith('alert'))).toEqual([
    'take over',
    'end: checked',
    'freeze by ben',
    'held again',
  ]);
});

test('a second resolve that arrives before the end is audited, and gets the result of the first one', async () => {
  const world = await played({ takesMs: () => 1_000 }, ({ resolveAt }) => {
    resolveAt(MINUTE, 'first');
    resolveAt(MINUTE + 500, 'second');
  });
  expect(world.ended()).toBe('RESOLVED by ann: first');
  expect(world.verdicts).toEqual([
    ['first', RELEASED],
    ['second', RELEASED],
  ]);
  expect(world.done).toContain('ignored: it was released already');
});

test('an alert that cannot be delivered does not delay a resolve', async () => {
  const sendAlert = () => new Promise<never>(() => undefined);
  const world = await played({ steps: () => ({ sendAlert }) }, ({ resolveAt }) => resolveAt(MINUTE, 'checked'));
  expect(world.ended()).toBe('RESOLVED by ann: checked');
});

test('a person is called once, and nothing is read until somebody asks', async () => {
  let reads = 0;
  const readEvidence = async () => {
    reads += 1;
    return EVIDENCE;
  };
  const world = await played({ steps: () => ({ readEvidence }) }, ({ resolveAt }) => resolveAt(WEEK, 'checked'));
  expect(world.done.filter((what) => what.startsWith('alert'))).toEqual(['alert 0']);
  expect(reads).toBe(1);
  const goesOn = await played({ alerts: 3 }, ({ resolveAt }) => resolveAt(WEEK, 'checked'));
  expect(goesOn.done.filter((what) => what.startsWith('alert'))).toEqual([]);
});

describe('a run that began on the build before', () => {
  const rests = () => false;

  test('calls a person at once and every hour, until it ends', async () => {
    const world = await played({ steps: () => ({ rests }) }, ({ resolveAt }) => resolveAt(150 * MINUTE, 'checked'));
    expect(world.done.filter((what) => what.startsWith('alert'))).toEqual(['alert 0', 'alert 1', 'alert 2']);
  });

  test('waits before it calls again in the next run', async () => {
    const script = { alerts: 3, steps: () => ({ rests }) };
    const world = await played(script, ({ resolveAt }) => resolveAt(90 * MINUTE, 'checked'));
    expect(world.done.filter((what) => what.startsWith('alert'))).toEqual(['alert 3']);
  });

  test('compares every hour if it may end by itself', async () => {
    const world = await played({ hold: DIFFERS, steps: () => ({ rests }) }, ({ resolveAt }) =>
      resolveAt(190 * MINUTE, 'checked'),
    );
    expect(world.done.filter((what) => what === 'compare')).toHaveLength(6);
  });

  test('calls once more when the new build takes over, and then rests', async () => {
    const steps = ({ clock }: HeldWorld) => ({ rests: () => clock.now() - Date.parse(SINCE) > 90 * MINUTE });
    const world = await played({ hold: DIFFERS, steps }, ({ resolveAt }) => resolveAt(WEEK, 'checked'));
    expect(world.done.filter((what) => what.startsWith('alert'))).toEqual(['alert 0', 'alert 1', 'alert 2']);
    expect(world.done.filter((what) => what === 'compare')).toHaveLength(5 + 6);
  });
});

test('it is marked STALE again when a rebalance is requested and the ledger has lost the row', async () => {
  const world = await played(
    {
      hold: { reason: 'HELD', cause: { code: 'HELD', message: 'AAPL is halted' } },
      steps: ({ ledger }) => ({
        // Of a row that says ACTIVE the reason is only a guess.
        readEvidence: async () => ({
          ...EVIDENCE,
          status: ledger.status,
          reason: ledger.status === 'STALE' ? 'HELD' : 'STEP_FAILED',
        }),
      }),
    },
    ({ sendAt, ledger, clock }) => {
      sendAt(MINUTE, { kind: 'asked' });
      clock.after(2 * MINUTE, WORLD, () => {
        ledger.status = 'ACTIVE';
      });
      sendAt(3 * MINUTE, { kind: 'asked' });
    },
  );
  expect(world.done).toEqual(['alert 0', 'held again']);
  expect(world.ledger).toEqual({ status: 'STALE', reason: 'HELD' });
  expect(world.ended()).toBeUndefined();
});

test('a run with a long history ends when its inbox is empty', async () => {
  const world = await played({ steps: () => ({ isLong: () => true }) }, ({ sendAt }) => sendAt(0, freeze('ben')));
  expect(world.ended()).toBe('goes on');
  expect(world.done).toContain('freeze by ben');
});

test('it does not continue in another run before everybody has an answer', async () => {
  let answered = false;
  const steps = ({ clock, sendAt }: HeldWorld) => {
    clock.after(MINUTE, WORLD, () => {
      answered = true;
      // What comes while the answer leaves is attended to as well, and wakes it.
      sendAt(0, freeze('ben'));
    });
    return { isLong: () => true, allAnswered: () => answered };
  };
  const world = await played({ steps }, ({ sendAt }) => sendAt(0, freeze('ann')));
  expect(world.ended()).toBe('goes on');
  expect(world.done.filter((what) => what.startsWith('freeze'))).toEqual(['freeze by ann', 'freeze by ben']);
});

test('books that agree again end it by themselves, after 5, 15, 30 and 60 minutes and then once a day', async () => {
  const at: number[] = [];
  const world = await played(
    {
      hold: DIFFERS,
      takesMs: () => 0,
      steps: ({ clock, ledger }) => ({
        releaseAgreed: async () => {
          at.push((clock.now() - Date.parse(SINCE)) / MINUTE);
          if (at.length < 6) return { status: 'STALE', reason: ledger.reason, message: 'it differs' };
          return { status: 'ACTIVE', message: 'books and broker agree' };
        },
      }),
    },
    () => undefined,
  );
  expect(at).toEqual([5, 15, 30, 60, 60 + DAY, 60 + 2 * DAY]);
  expect(world.ended()).toMatch(/^RESOLVED by .*: books and broker agree$/);
});

test('books that agree end it as soon as somebody has it look again', async () => {
  const agrees: Verdict = { status: 'ACTIVE', message: 'books and broker agree' };
  const steps = () => ({ releaseAgreed: async () => agrees });
  const world = await played({ hold: DIFFERS, steps }, ({ sendAt }) => sendAt(MINUTE, { kind: 'show' }));
  expect(world.ended()).toMatch(/^RESOLVED by .*: books and broker agree$/);
  const other = await played({ steps }, ({ sendAt }) => sendAt(MINUTE, { kind: 'show' }));
  expect(other.ended()).toBeUndefined();
});

test('a hold for another reason does not compare the books', async () => {
  const world = await played({}, () => undefined);
  expect(world.done.filter((what) => !what.startsWith('alert'))).toEqual([]);
});

test('a reversal that met the close is tried again when the market opens, and a person hears when it did not help', async () => {
  const world = await played(
    {
      hold: { reason: 'REVERSAL_EXHAUSTED' },
      steps: ({ clock, ledger }) => ({
        readEvidence: async () => ({
          ...EVIDENCE,
          reason: ledger.reason,
          batch: {
            id: 'b1',
            state: 'STALE',
            orders: [
              {
                clientOrderId: 'ab-b1-META-r-1',
                kind: 'reversal',
                symbol: 'META',
                side: 'BUY',
                quantity: '5',
                filled: '0',
                state: 'ERROR',
                error: 'MARKET_CLOSED',
              },
            ],
          },
          reopensInMs: clock.now() < Date.parse(SINCE) + 10 * MINUTE ? 10 * MINUTE : null,
        }),
      }),
    },
    () => undefined,
  );
  expect(world.done).toContain('ignored: NOTHING_TO_REVERSE: it has no open batch: adopt-positions, or release');
  expect(world.done.filter((what) => what.startsWith('call'))).toEqual([
    expect.stringContaining('anna stays STALE: the market is open, and nothing was sent') as string,
  ]);
});

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

test('messages of any kind in any order are answered or audited, and it ends only when the ledger says ACTIVE', async () => {
  for (const seed of SEEDS) {
    const random = createRandom(seed, 'hold');
    const sent: string[] = [];
    const world = startHeld({
      takesMs: () => random.int(0, 2_000),
      steps: ({ ledger }) => ({
        endStale: () => {
          const drawn = random.int(0, 2);
          if (drawn === 0) return Promise.reject(new StepFailed('refused'));
          if (drawn === 1) return Promise.resolve({ status: 'STALE', reason: 'BOOKS_DIFFER', message: 'no' });
          ledger.status = 'ACTIVE';
          return Promise.resolve(RELEASED);
        },
      }),
    });
    for (let nth = 0; nth < 12; nth += 1) {
      const atMs = random.int(0, 20_000);
      const draw = random.int(0, 4);
      if (draw === 0) world.sendAt(atMs, freeze(`ben ${nth}`));
      else if (draw === 1) world.sendAt(atMs, { kind: 'show' });
      else if (draw === 2) world.sendAt(atMs, { kind: 'compare' });
      else {
        sent.push(`${nth}`);
        world.resolveAt(atMs, `${nth}`);
      }
    }
    await world.clock.runToEnd(400);
    const ended = world.ended();
    expect([seed, ended ?? '']).toEqual([seed, expect.stringMatching(/^(?:|RESOLVED .*)$/)]);
    expect([seed, ended === undefined ? 'STALE' : 'ACTIVE']).toEqual([seed, world.ledger.status]);
    // What arrives after the end is nobody's: the id is free again.
    if (ended === undefined) expect([seed, world.verdicts.map(([note]) => note).sort()]).toEqual([seed, sent.sort()]);
    const unheard = world.verdicts.filter(([, { status }]) => status === 'STALE').length;
    expect([seed, unheard <= world.done.filter((what) => what.startsWith('ignored')).length]).toEqual([seed, true]);
  }
});
