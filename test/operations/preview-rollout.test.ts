import { NO_CAPS } from '../../src/domain/caps';
import { type ModelVersion, NO_OVERRIDES, type Subscription } from '../../src/domain/model';
import type { Portfolio } from '../../src/domain/portfolio';
import { type PreviewMany, previewMany } from '../../src/domain/rollout-preview';
import { InputRefused } from '../../src/input/refused';
import { previewRollout, previewRolloutPart } from '../../src/operations/preview-rollout';
import { portfolio } from '../support/situations';

const AT = '2026-03-02T15:00:00.000Z';
const VERSION: ModelVersion = {
  modelId: 'growth',
  version: 2,
  targets: [
    { symbol: 'AAPL', percent: '100.0000' },
    { symbol: 'META', percent: '0.0000' },
  ],
  policy: null,
  reason: '',
  by: 'anna',
  at: AT,
};
const META = { targets: [{ symbol: 'META', percent: '100.0000' }], holdings: [{ symbol: 'META', quantity: '10' }] };
const follower = (id: string, some: Partial<Subscription> = {}, of: Partial<Omit<Portfolio, 'policy'>> = {}) => ({
  subscription: {
    portfolioId: id,
    modelId: 'growth',
    pinned: null,
    version: 1,
    overrides: NO_OVERRIDES,
    rolloutId: null,
    since: AT,
    appliedAt: AT,
    ...some,
  },
  portfolio: portfolio({ id, accountId: id, cash: '0.00', ...META, ...of }),
});
const FOLLOWERS = [
  follower('a'),
  follower('b', { pinned: 1 }),
  follower('c', {}, { status: 'PAUSED' }),
  follower('d', { version: 2 }),
  follower('e', {}, { holdings: [{ symbol: 'TSLA', quantity: '1' }] }),
  follower('f', {}, { holdings: [{ symbol: 'AAPL', quantity: '10' }] }),
  follower('g'),
];

const deps = {
  ledger: {
    findModel: async (id: string) =>
      id === 'growth'
        ? { id, name: id, status: 'ACTIVE' as const, latest: 2, current: 1, createdBy: 'anna', createdAt: AT }
        : undefined,
    findModelVersion: async (_id: string, version: number) => (version === 2 ? VERSION : undefined),
    listFollowers: async (_id: string, { after, limit }: { after: string; limit: number }) =>
      FOLLOWERS.filter((one) => one.portfolio.id > after).slice(0, limit),
  },
  broker: { asset: async (symbol: string) => ({ symbol, tradable: true, fractionable: true, ptp: false }) },
  market: {
    latestPrices: async (symbols: readonly string[]) =>
      new Map(symbols.map((symbol) => [symbol, { price: '100.00', at: AT }])),
  },
  caps: NO_CAPS,
};
const ASKED = { modelId: 'growth', version: 2, costBasisPoints: '10' };

const WHOLE = {
  subscribers: 7,
  pinned: 1,
  unchanged: 1,
  accounts: 2,
  orders: 4,
  withinThreshold: 1,
  sold: '2000.00',
  requests: 14,
  minutes: 1,
  refused: [
    { code: 'HELD_WITHOUT_TARGET', count: 1, example: 'e' },
    { code: 'PORTFOLIO_PAUSED', count: 1, example: 'c' },
  ],
};

test('it says of every portfolio what would become of it, and what that costs', async () => {
  const { preview } = (await previewRollout(deps, ASKED)) as { preview: { turnover: string; cost: string } };
  expect(preview).toMatchObject(WHOLE);
  expect(Number.parseFloat(preview.cost)).toBeCloseTo(Number.parseFloat(preview.turnover) / 1_000, 2);
  expect(await previewRollout(deps, { ...ASKED, modelId: 'none' })).toMatchObject({ refusal: 'MODEL_NOT_FOUND' });
  expect(await previewRollout(deps, { ...ASKED, version: 3 })).toMatchObject({ refusal: 'MODEL_VERSION_NOT_FOUND' });
});

test.each([1, 2, 3, 7, 100])('in parts of %i portfolios it comes to the same', async (limit) => {
  const parts: { preview: { subscribers: number }; next: string | null }[] = [];
  for (let after: string | null | undefined; after !== null; after = parts.at(-1)?.next) {
    const part = await previewRolloutPart(deps, { ...ASKED, limit, after });
    if (!part.ok) throw new Error(part.message);
    parts.push(part);
  }
  expect(parts[0]?.preview.subscribers).toBe(Math.min(limit, 7));
  expect(parts.at(-1)?.preview).toEqual(((await previewRollout(deps, ASKED)) as { preview: object }).preview);
});

test('threads that answer out of order come to the same, and a fault of one is a fault of all', async () => {
  const many = Array.from({ length: 450 }, (_, n) => {
    const id = `p-${String(n).padStart(3, '0')}`;
    return n % 7 === 0 ? follower(id, {}, { status: 'PAUSED' }) : follower(id, n % 5 === 0 ? { pinned: 1 } : {});
  });
  const listFollowers = async (_id: string, { after, limit }: { after: string; limit: number }) =>
    many.filter((one) => one.portfolio.id > after).slice(0, limit);
  const alone = { ...deps, ledger: { ...deps.ledger, listFollowers } };
  let answered: (() => void)[] = [];
  const outOfOrder: PreviewMany = (...asked) =>
    new Promise((resolve) => {
      answered.unshift(() => resolve(previewMany(...asked)));
      setImmediate(() => {
        for (const answer of answered) answer();
        answered = [];
      });
    });
  const inThreads = { ...alone, previewing: { threads: 3, previewMany: outOfOrder } };
  const whole = await previewRollout(alone, ASKED);
  expect(whole).toMatchObject({ preview: { subscribers: 450, refused: [{ count: 65, example: 'p-000' }] } });
  expect(await previewRollout(inThreads, ASKED)).toEqual(whole);
  const failing = { threads: 3, previewMany: () => Promise.reject(new Error('a thread died')) };
  await expect(previewRollout({ ...alone, previewing: failing }, ASKED)).rejects.toThrow('a thread died');
});

test('what is no `next` of a preview is refused', async () => {
  const { next } = (await previewRolloutPart(deps, { ...ASKED, limit: 3 })) as { next: string };
  const until = JSON.parse(Buffer.from(next, 'base64url').toString()) as { totals: Record<string, unknown> };
  const changed = (totals: object) =>
    Buffer.from(JSON.stringify({ ...until, totals: { ...until.totals, ...totals } })).toString('base64url');
  const wrong = [
    'x',
    Buffer.from('null').toString('base64url'),
    changed({ bought: 1 }),
    changed({ sold: '-1.00' }),
    changed({ accounts: 1.5 }),
    changed({ accounts: 1e15 }),
    changed({ other: 1 }),
    changed({ refused: [{ code: '<b>', count: 1, example: 'a' }] }),
    changed({ refused: [{ code: 'PRICE_MISSING', count: -1, example: 'a' }] }),
    changed({ refused: [{ code: 'PRICE_MISSING', count: 1, example: '/' }] }),
    Buffer.from(JSON.stringify({ ...until, portfolioId: 7 })).toString('base64url'),
  ];
  for (const after of wrong) await expect(previewRolloutPart(deps, { ...ASKED, after })).rejects.toThrow(InputRefused);
});
