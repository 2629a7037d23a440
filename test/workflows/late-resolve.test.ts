// A decision that arrives between the ledger's STALE and the hold that will carry it out, on a real server.

import { randomUUID } from 'node:crypto';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { until } from '../../src/local/process/until';
import { RELEASE, whileBecomingStale } from '../support/becoming-stale';
import { connectToDevServer } from '../support/dev-server-connections';

const server = connectToDevServer();

test('a resolve by signal waits for its hold', async () => {
  const done = await whileBecomingStale(server, async (id, _client, temporal, begin) => {
    const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
    await handle.signal('resolve', RELEASE);
    begin();
    expect(await handle.result()).toEqual({ outcome: 'RESOLVED', ...RELEASE });
  });
  expect(done).toEqual(['STALE', 'ended: checked']);
});

test('a resolve that waits for an answer is answered by the hold', async () => {
  const done = await whileBecomingStale(server, async (id, client, _temporal, begin) => {
    const answer = client.resolve(id, RELEASE, { id: randomUUID(), since: new Date().toISOString(), isRepeat: false });
    // It was refused at least once by then.
    await until(async () => (await client.status(id))?.phase === 'STALE', 60_000);
    begin();
    expect(await answer).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  });
  expect(done).toEqual(['STALE', 'ended: checked']);
});

test('a freeze that comes after a release keeps the portfolio held', async () => {
  const done = await whileBecomingStale(server, async (id, client, temporal, begin) => {
    const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
    await handle.signal('resolve', RELEASE);
    await handle.signal('stale', { reason: 'a complaint', actor: 'bob' });
    begin();
    await until(async () => (await handle.describe()).type === 'stalePortfolio', 60_000);
    const later = { ...RELEASE, note: 'looked at' };
    expect(await client.resolve(id, later)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  });
  expect(done).toEqual(['STALE', 'ignored: a rebalance is running', 'frozen', 'ended: looked at']);
});
