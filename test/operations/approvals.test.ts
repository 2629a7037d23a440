import type { Approval } from '../../src/domain/approval';
import { type Principal, principalOf } from '../../src/domain/principal';
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

async function proposedPrice(deps: Deps, who: Principal, price: string): Promise<string> {
  const answer = await acceptPrices(deps, who, { prices: { META: price }, reason: 'split' });
  if (answer.ok) throw new Error('it takes a second person');
  return answer.approvals[0]?.id ?? '';
}

const knownPrice = async ({ ledger }: Deps) =>
  (await ledger.knownPrices()).find(({ symbol }) => symbol === 'META')?.price;

test('one person halts, and trading goes on only when a second one approves it', async () => {
  const deps = setUp();
  expect(await halt(deps)).toMatchObject({ ok: true });
  const id = await proposed(deps);
  expect(await position(deps)).toBe('halted');
  // The same again is no approval, and by somebody else it is a proposal of theirs.
  expect(await resume(deps)).toMatchObject({ refusal: 'APPROVAL_NEEDED', approvals: [{ id }] });
  expect(await resume(deps, BOB)).toMatchObject({ refusal: 'APPROVAL_NEEDED', approvals: [{ proposedBy: BOB }] });
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

test('approving again changes nothing: what was done meanwhile stays', async () => {
  const deps = setUp();
  await halt(deps);
  const id = await proposed(deps);
  const first = await approve(deps, BOB, { approvalId: id, note: 'seen' });
  await halt(deps);
  expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toEqual(first);
  expect(await position(deps)).toBe('halted');
});

test('a price that was approved is not accepted again by approving again', async () => {
  const deps = setUp();
  await deps.ledger.keepPrices([{ symbol: 'META', price: '100', known: null }], deps.now());
  const id = await proposedPrice(deps, ANNA, '1500');
  const first = await approve(deps, BOB, { approvalId: id, note: 'seen' });
  await deps.ledger.keepPrices([{ symbol: 'META', price: '1400', known: '1500' }], deps.now());
  expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toEqual(first);
  expect(await knownPrice(deps)).toBe('1400');
});

test('nobody keeps the place: each may propose the same, and approving one of them ends the others', async () => {
  const deps = setUp();
  await halt(deps);
  const program = principalOf({ kind: 'program', name: 'desk' });
  await resume(deps, program);
  const other = await resume(deps, BOB);
  const id = await proposed(deps);
  const pending = async () => (await listApprovals(deps, { isPending: true, limit: 9 })).approvals;
  expect((await pending()).map(({ proposedBy }) => proposedBy)).toEqual([ANNA, BOB, program]);
  expect(await approve(deps, BOB, { approvalId: id, note: 'seen' })).toMatchObject({ ok: true });
  expect(await pending()).toEqual([]);
  const [{ id: ended = '' } = {}] = other.ok || other.refusal !== 'APPROVAL_NEEDED' ? [] : other.approvals;
  expect(await approve(deps, ANNA, { approvalId: ended, note: '' })).toMatchObject({ refusal: 'APPROVAL_DECIDED' });
  const { approvals } = await listApprovals(deps, { limit: 9 });
  expect(approvals.map(({ state, note }) => [state, note])).toEqual([
    ['APPROVED', 'seen'],
    ['REJECTED', `${id} was approved instead`],
    ['REJECTED', `${id} was approved instead`],
  ]);
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
  const id = await proposedPrice(deps, ANNA, '10');
  await deps.ledger.keepPrices([{ symbol: 'META', price: '101', known: '100' }], deps.now());
  expect(await approve(deps, BOB, { approvalId: id, note: '' })).toMatchObject({ refusal: 'APPROVAL_VOID' });
});

test.each([
  ['up', ['390', '1500'], '390'],
  ['up, in steps that come back', ['390', '200', '401'], '200'],
  ['down', ['26', '7'], '26'],
])('nobody moves a price far alone in several steps: %s', async (_where, steps, reached) => {
  const deps = setUp();
  await deps.ledger.keepPrices([{ symbol: 'META', price: '100', known: null }], deps.now());
  const answers = [];
  for (const price of steps) answers.push(await acceptPrices(deps, ANNA, { prices: { META: price }, reason: 'split' }));
  expect(answers.map(({ ok }) => ok)).toEqual([...steps.slice(1).map(() => true), false]);
  expect(await knownPrice(deps)).toBe(reached);
});

test('the first price of a symbol is the one that a person is measured by', async () => {
  const deps = setUp();
  for (const [price, isAlone] of [
    ['100', true],
    ['390', true],
    ['1500', false],
  ] as const)
    expect(await acceptPrices(deps, ANNA, { prices: { META: price }, reason: 'listed' })).toMatchObject({
      ok: isAlone,
    });
});

test('what the market confirmed, or two people, is what the next step is measured by', async () => {
  const deps = setUp();
  const alone = async (price: string) =>
    (await acceptPrices(deps, ANNA, { prices: { META: price }, reason: 'news' })).ok;
  await deps.ledger.keepPrices([{ symbol: 'META', price: '100', known: null }], deps.now());
  expect(await alone('390')).toBe(true);
  await deps.ledger.keepPrices([{ symbol: 'META', price: '392', known: '390' }], deps.now());
  expect(await alone('1500')).toBe(true);
  const approvalId = await proposedPrice(deps, ANNA, '6000');
  expect(await approve(deps, BOB, { approvalId, note: 'seen' })).toMatchObject({ ok: true });
  expect(await alone('20000')).toBe(true);
  expect(await alone('25000')).toBe(false);
});
