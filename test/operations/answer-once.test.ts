import { answerOnce, type KeyedInput } from '../../src/operations/answer-once';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { person } from '../support/person';

const ANNA = person('anna');
const ASKED: KeyedInput = { key: 'k', method: 'POST', path: '/v1/x', body: { a: 1, b: { c: [1, 2], d: null } } };
const ANSWER = { status: 202, location: '/v1/x/1', body: '{"id":"1"}' };

/** A store, and work that is counted. */
function setUp() {
  const ledger = createMemoryLedger();
  const clock = { at: '2026-03-02T15:00:00.000Z' };
  const deps = { ledger, now: () => clock.at };
  let runs = 0;
  const ask = (input: Partial<KeyedInput> = {}, { isKept = true, fails = false } = {}) =>
    answerOnce(deps, ANNA, { ...ASKED, ...input }, async () => {
      runs += 1;
      if (fails) throw new Error('the ledger is away');
      return { answer: ANSWER, kept: isKept ? ANSWER : null };
    });
  return { ask, clock, deps, runs: () => runs };
}

test('the work is done once, and its answer is given again', async () => {
  const { ask, runs } = setUp();
  expect(await ask()).toEqual({ kind: 'answered', answer: ANSWER, isReplayed: false });
  expect(await ask()).toEqual({ kind: 'answered', answer: ANSWER, isReplayed: true });
  expect(await ask({ body: { b: { d: null, c: [1, 2] }, a: 1 } })).toMatchObject({ isReplayed: true });
  expect(runs()).toBe(1);
});

test.each<[string, Partial<KeyedInput>]>([
  ['another body', { body: { ...(ASKED.body as object), a: 2 } }],
  ['no body', { body: undefined }],
  ['an empty body', { body: null }],
  ['a list in another order', { body: { a: 1, b: { c: [2, 1], d: null } } }],
  ['a number as text', { body: { a: '1', b: { c: [1, 2], d: null } } }],
  ['a field that every object has', { body: JSON.parse('{"a":1,"b":{"c":[1,2],"d":null},"__proto__":1}') as object }],
  ['another path', { path: '/v1/y' }],
  ['another method', { method: 'PUT' }],
])('%s with the same key is refused', async (_what, change) => {
  const { ask, runs } = setUp();
  await ask();
  expect(await ask(change)).toEqual({ kind: 'other-request' });
  expect(runs()).toBe(1);
});

test('a body that looks as another one is written down is another one', async () => {
  const { ask } = setUp();
  await ask({ body: { a: 1 } });
  expect(await ask({ body: { fields: [['a', 1]] } })).toEqual({ kind: 'other-request' });
});

test('an answer that says nothing of the request is not kept, nor is a fault', async () => {
  const { ask, runs } = setUp();
  expect(await ask({}, { isKept: false })).toMatchObject({ isReplayed: false });
  await expect(ask({}, { fails: true })).rejects.toThrow('away');
  expect(await ask()).toMatchObject({ isReplayed: false });
  expect(runs()).toBe(3);
});

test('of two at the same moment one does the work, and the other is told that it runs', async () => {
  const { deps } = setUp();
  const ended: (() => void)[] = [];
  const ask = () =>
    answerOnce(
      deps,
      ANNA,
      ASKED,
      () => new Promise((resolve) => ended.push(() => resolve({ answer: ANSWER, kept: ANSWER }))),
    );
  const first = ask();
  expect(await ask()).toEqual({ kind: 'running' });
  ended[0]?.();
  expect(await first).toMatchObject({ isReplayed: false });
  expect(ended).toHaveLength(1);
});

test('who was killed between the work and its answer is followed after a minute', async () => {
  const { ask, clock, deps } = setUp();
  const killed = { ...deps.ledger, finishRequest: () => Promise.reject(new Error('killed')) };
  const work = async () => ({ answer: ANSWER, kept: ANSWER });
  await expect(answerOnce({ ...deps, ledger: killed }, ANNA, ASKED, work)).rejects.toThrow('killed');
  expect(await ask()).toEqual({ kind: 'running' });
  clock.at = '2026-03-02T15:01:00.000Z';
  expect(await ask()).toMatchObject({ isReplayed: false });
});
