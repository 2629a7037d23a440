import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// The broker has taken an order, and a look-up says that there is none.

let hand: StepsAtHand;
beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

test('an id that the broker refuses is not sent again and again at full speed', async () => {
  const { steps, ref, accountId, clock } = await openBatch(hand);
  const match = { accountId, operation: 'submit' } as const;
  await hand.simulator.addFault({ match, effect: { kind: 'lose-answer' } });
  await hand.simulator.addFault({
    match: { accountId, operation: 'lookup' },
    effect: { kind: 'status', status: 503 },
    times: 1_000,
  });
  // The first answer is lost; each further send of the id is refused, because it is taken.
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN' });
  const posts = hand.server.journal().filter(({ kind, accountId: of }) => kind === 'submit' && of === accountId);
  expect(posts.length).toBeLessThan(10);
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(60_000);
});

test('a reversal that the broker hides for a day is sent again once a minute, not every twelve seconds', async () => {
  const { steps, ref, accountId, clock } = await openBatch(hand);
  clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 2));
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
  const match = { accountId, operation: 'submit', kind: 'reversal' } as const;
  await hand.simulator.addFault({ match, effect: { kind: 'hide', ms: 86_400_000 } });
  const giveUpAt = new Date(clock.nowMs + 60 * 60_000).toISOString();
  expect(await steps.reverseOrder({ ...ref, attempt: 1, giveUpAt })).toMatchObject({ kind: 'unknown' });
  const posts = hand.server.journal().filter((entry) => entry.kind === 'submit' && entry.accountId === accountId);
  expect(posts.length).toBeLessThan(100);
});
