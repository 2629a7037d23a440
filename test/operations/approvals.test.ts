import type { Approval } from '../../src/domain/approval';
import { acceptPrices } from '../../src/operations/accept-prices';
import { approve, listApprovals, reject } from '../../src/operations/approvals';
import { setTrading } from '../../src/operations/trading';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { person } from '../support/person';

const [ANNA, BOB] = [person('anna'), person('bob')];

/** A ledger whose clock goes a second with each look at it, and the door of a terminal. */
function setUp() {
  const ledger = createMemoryLedger();
  let second = 0;
  const now = () => new Date(Date.parse('2026-03-02T15:00:00.000Z') + 1_000 * second++).toISOString();
  return { ledger, now, door: 'cli' } as const;
}
type Deps = ReturnType<typeof setUp>;

const halt = (deps: Deps) => setTrading(deps, ANNA, { position: 'halted', reason: 'odd prices' });
const resume = (deps: Deps, who = ANNA) => setTrading(deps, who, { position: 'active', reason: 'solved' });
const position = async ({ ledger }: Deps) => (await ledger.trading()).position;

async function proposed(deps: Deps): Promise<string> {
  const answer = await resume(deps);
  if (answer.ok || answer.refusal !== 'APPROVAL_NEEDED') throw new Error('it takes a second person');
  return answer.approvals[0]?.id ?? '';
}

test('one person halts, and trading goes on only when a second one approves it', async () => {
  const deps = setUp();
  expect(await halt(deps)).toMatchObject({ ok: true });
  const id = await proposed(deps);
  expect(await position(deps)).toBe('halted');
  // The same again, by anyone, is no approval.
  expect(await resume(deps, BOB)).toMatchObject({ refusal: 'APPROVAL_NEEDED', approvals: [{ id }] });
  expect(await approve(deps, ANNA, { approvalId: id, note: '' })).toMatchObject({ refusal: 'APPROVAL_BY_SAME_PERSON' });
  expect(await position(deps)).toBe('halted');
  for (const _run of [1, 2])
    expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toMatchObject({ ok: true });
  expect(await deps.ledger.trading()).toMatchObject({ position: 'active', reason: 'solved', actor: BOB });
});

test.each(['reduce-only', 'active'] as const)('a halt becomes %s only with two people', async (to) => {
  const deps = setUp();
  await halt(deps);
  const set = await setTrading(deps, ANNA, { position: to, reason: 'solved' });
  expect(set).toMatchObject({ ok: false, refusal: 'APPROVAL_NEEDED' });
});

test('one person is enough to trade less, and to trade again when nobody halted', async () => {
  const deps = setUp();
  for (const to of ['reduce-only', 'active', 'reduce-only', 'halted', 'halted'] as const)
    expect(await setTrading(deps, ANNA, { position: to, reason: 'looked' })).toMatchObject({
      trading: { position: to },
    });
});

test('a halt that comes between the look and the change is not overruled', async () => {
  const deps = setUp();
  await setTrading(deps, ANNA, { position: 'reduce-only', reason: 'looked' });
  const { trading } = deps.ledger;
  let looks = 0;
  const halted = {
    ...deps.ledger,
    trading: async () => {
      const seen = await trading();
      looks += 1;
      if (looks === 1) await halt(deps);
      return seen;
    },
  };
  expect(await resume({ ...deps, ledger: halted })).toMatchObject({ refusal: 'APPROVAL_NEEDED' });
  expect(await position(deps)).toBe('halted');
});

test('what was proposed is void once somebody has set the switch since', async () => {
  const deps = setUp();
  await halt(deps);
  const id = await proposed(deps);
  await setTrading(deps, ANNA, { position: 'halted', reason: 'and another thing' });
  expect(await approve(deps, BOB, { approvalId: id, note: '' })).toMatchObject({ refusal: 'APPROVAL_VOID' });
  expect(await position(deps)).toBe('halted');
});

test('a halt that comes while it is approved is not overruled either', async () => {
  const deps = setUp();
  await halt(deps);
  const id = await proposed(deps);
  const decideApproval: Deps['ledger']['decideApproval'] = async (...asked) => {
    const decided = await deps.ledger.decideApproval(...asked);
    await setTrading(deps, ANNA, { position: 'halted', reason: 'and another thing' });
    return decided;
  };
  const ledger = { ...deps.ledger, decideApproval };
  expect(await approve({ ...deps, ledger }, BOB, { approvalId: id, note: '' })).toMatchObject({
    refusal: 'APPROVAL_VOID',
  });
  expect(await position(deps)).toBe('halted');
});

test('who was killed after approving does it when the same person approves again', async () => {
  const deps = setUp();
  await halt(deps);
  const id = await proposed(deps);
  const ledger = { ...deps.ledger, setTrading: () => Promise.reject(new Error('killed')) };
  await expect(approve({ ...deps, ledger }, BOB, { approvalId: id, note: 'seen' })).rejects.toThrow('killed');
  expect(await position(deps)).toBe('halted');
  expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toMatchObject({ ok: true });
  expect(await position(deps)).toBe('active');
});

test('what is rejected is not done', async () => {
  const deps = setUp();
  await halt(deps);
  const id = await proposed(deps);
  expect(await reject(deps, ANNA, { approvalId: id, note: 'too early' })).toMatchObject({ ok: true });
  expect(await approve(deps, BOB, { approvalId: id, note: '' })).toMatchObject({ refusal: 'APPROVAL_DECIDED' });
  expect(await position(deps)).toBe('halted');
  expect(await listApprovals(deps, { isPending: true, limit: 9 })).toEqual({ approvals: [], next: null });
  expect((await listApprovals(deps, { limit: 1 })).approvals).toMatchObject([{ id, state: 'REJECTED' }]);
});

test.each([
  ['400', true],
  ['400.01', false],
  ['25', true],
  ['24.99', false],
])('of $100 a person accepts $%s alone: %s', async (price, isAlone) => {
  const deps = setUp();
  await deps.ledger.keepPrices([{ symbol: 'META', price: '100', known: null }], deps.now());
  const answer = await acceptPrices(deps, ANNA, { prices: { META: price, AAPL: '7' }, reason: 'split' });
  const known = async () => (await deps.ledger.knownPrices()).map((one) => [one.symbol, one.price]);
  expect(await known()).toEqual([
    ['AAPL', '7'],
    ['META', isAlone ? price : '100'],
  ]);
  if (answer.ok) return expect(isAlone).toBe(true);
  const [{ id }] = answer.approvals as [Approval];
  expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toMatchObject({ ok: true });
  expect(await known()).toContainEqual(['META', price]);
});

test('a price is not accepted once another one is known', async () => {
  const deps = setUp();
  await deps.ledger.keepPrices([{ symbol: 'META', price: '100', known: null }], deps.now());
  const answer = await acceptPrices(deps, ANNA, { prices: { META: '10' }, reason: 'split' });
  await deps.ledger.keepPrices([{ symbol: 'META', price: '101', known: '100' }], deps.now());
  const [{ id = '' } = {}] = answer.ok ? [] : answer.approvals;
  expect(await approve(deps, BOB, { approvalId: id, note: '' })).toMatchObject({ refusal: 'APPROVAL_VOID' });
});
