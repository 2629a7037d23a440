import { FIRST_EVENT, listEvents } from '../../src/operations/list-events';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

const BY = actor();

test('without a cursor there is no history, and each answer says where to go on', async () => {
  const ledger = createMemoryLedger();
  await ledger.createPortfolio(newPortfolio({ id: 'p' }), BY);
  const begin = await listEvents({ ledger }, { limit: 2 });
  expect(begin).toMatchObject({ kind: 'events', events: [] });
  for (const event of ['SESSION_OPENED', 'SESSION_ENDED', 'ALERT'] as const)
    await ledger.audit('p', null, event, {}, BY);
  const first = await listEvents({ ledger }, { after: begin.next, limit: 2 });
  expect(first).toMatchObject({
    events: [{ event: 'SESSION_OPENED' }, { event: 'SESSION_ENDED', cursor: first.next }],
  });
  const second = await listEvents({ ledger }, { after: first.next, limit: 2 });
  expect(second).toMatchObject({ events: [{ event: 'ALERT', portfolioId: 'p' }] });
  expect(await listEvents({ ledger }, { after: second.next, limit: 2 })).toEqual({
    kind: 'events',
    events: [],
    next: second.next,
  });
  expect(await listEvents({ ledger }, { after: FIRST_EVENT, limit: 1 })).toMatchObject({
    events: [{ event: 'PORTFOLIO_CREATED' }],
  });
});

test('a cursor that the database never reached is told from one that is at the end', async () => {
  const after = Buffer.from('99.99').toString('base64url');
  expect(await listEvents({ ledger: createMemoryLedger() }, { after, limit: 1 })).toMatchObject({ kind: 'reset' });
});

test.each(['', '1.1', 'MS4', Buffer.from('1.1 ').toString('base64url'), `${FIRST_EVENT}=`, `${'OTk5'.repeat(9)}LjE`])(
  'INVALID_PAGE: no cursor is %j',
  async (after) => {
    const listed = listEvents({ ledger: createMemoryLedger() }, { after, limit: 1 });
    await expect(listed).rejects.toMatchObject({ code: 'INVALID_PAGE', field: 'after' });
  },
);
