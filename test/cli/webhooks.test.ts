import { randomUUID } from 'node:crypto';
import { startServer } from '../../src/api/server';
import { until } from '../../src/local/process/until';
import { startTestApi } from '../support/api';
import { command, type Ended, withFile } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let ways: Record<string, (...args: string[]) => Promise<Ended>>;
let close: () => Promise<void>;
let env: Record<string, string>;
beforeAll(async () => {
  system = await startSystem();
  const api = await startTestApi(system);
  const server = await startServer(api.fetch, { host: '127.0.0.1', port: 0 });
  env = { AUTOBALANCER_URL: server.url, AUTOBALANCER_KEY: api.keys.admin };
  ways = {
    'on the servers': (...args) => command(system, ...args),
    'over the API': (...args) => command({ env }, ...args),
  };
  close = async () => {
    await server.close();
    await api.close();
    await system.close();
  };
});
afterAll(() => close());

const URL = 'https://1.1.1.1/desk';

test.each(['on the servers', 'over the API'])('a webhook from its creation to its end, %s', async (way) => {
  const run = (...args: string[]) => ways[way]?.('webhook', ...args, '--json') ?? Promise.reject(new Error(way));
  const made = await run('create', URL, '--event', 'PORTFOLIO_STALE', 'BATCH_ROLLED_BACK');
  const webhook = { url: URL, events: ['PORTFOLIO_STALE', 'BATCH_ROLLED_BACK'], enabled: true };
  expect(made).toMatchObject({ exit: 0, answer: { webhook, secret: expect.stringMatching(/^whsec_/) as string } });
  const { id } = made.answer.webhook as { id: string };
  const listed = await run('list');
  expect(listed).toMatchObject({ exit: 0, answer: { webhooks: [{ id, ...webhook }] } });
  expect(listed.stdout).not.toContain('whsec_');
  expect(await run('deliveries', id)).toMatchObject({ exit: 0, answer: { deliveries: [], next: null } });
  const tested = await run('test', id);
  const { id: deliveryId } = tested.answer.delivery as { id: string };
  expect(tested).toMatchObject({ exit: 0, answer: { delivery: { event: 'WEBHOOK_TEST', webhookId: id } } });
  expect(await run('resend', id, deliveryId)).toMatchObject({ exit: 0, answer: { delivery: { id: deliveryId } } });
  expect(await run('resend', id, randomUUID())).toMatchObject({
    exit: 4,
    error: { code: 'WEBHOOK_DELIVERY_NOT_FOUND' },
  });
  await run('test', id);
  const first = await run('deliveries', id, '--limit', '1');
  const next = first.answer.next as string;
  expect(await run('deliveries', id, '--limit', '1', '--after', next)).toMatchObject({
    answer: { deliveries: [{ id: deliveryId }] },
  });
  expect(await run('disable', id)).toMatchObject({ exit: 0, answer: { webhook: { enabled: false } } });
  expect(await run('test', id)).toMatchObject({ exit: 2, error: { code: 'WEBHOOK_DISABLED' } });
  expect(await run('enable', id)).toMatchObject({ exit: 0, answer: { webhook: { enabled: true } } });
  const rotated = await run('rotate', id);
  expect(rotated).toMatchObject({ exit: 0, answer: { webhook: { id } } });
  expect(rotated.answer.secret).not.toBe(made.answer.secret);
  expect(await run('remove', id)).toMatchObject({ exit: 0, answer: { webhook: { id } } });
  expect(await run('list')).toMatchObject({ exit: 0, answer: { webhooks: [] } });
  expect(await run('remove', id)).toMatchObject({ exit: 4, error: { code: 'WEBHOOK_NOT_FOUND' } });
});

test.each(['on the servers', 'over the API'])('a URL or an event that is none is refused alike, %s', async (way) => {
  for (const args of [
    ['create', 'nowhere'],
    ['create', URL, '--event', 'NOTHING'],
  ])
    expect(await ways[way]?.('webhook', ...args, '--json')).toMatchObject({ exit: 2, error: { ok: false } });
  expect(await system.ledger.listWebhooks()).toEqual([]);
});

test('a key for more days than there may be is refused with the same words both ways', async () => {
  const refused = await Promise.all(
    Object.values(ways).map((run) =>
      run('key', 'create', '--role', 'viewer', '--name', 'x', '--days', '9999', '--json'),
    ),
  );
  expect(refused[1]).toEqual(refused[0]);
  expect(refused[0]).toMatchObject({ exit: 2, error: { code: 'INVALID_KEY', field: 'days' } });
});

test.each(['on the servers', 'over the API'])('Ctrl-C while a file is read cancels its import, %s', async (way) => {
  const interrupted = new AbortController();
  const lines = Array.from({ length: 2_000 }, (_, n) =>
    JSON.stringify({ id: `c-${n}`, accountId: `c-${n}`, cash: '1.00', targets: [{ symbol: 'META', percent: '100' }] }),
  );
  const world = {
    signal: interrupted.signal,
    onProgress: (text: string) => void (text.startsWith('read') && interrupted.abort()),
  };
  const ended = await withFile(lines.join('\n'), (file) =>
    command({ ...(way === 'on the servers' ? system : { env }), ...world }, 'portfolio', 'import', file),
  );
  expect(ended).toMatchObject({ exit: 1, stderr: expect.stringContaining('[IMPORT_CANCELLED]') as string });
  await until(async () => (await system.ledger.listImports({ limit: 5 })).length === 0, 60_000);
  expect(await system.ledger.listPortfolios({ idPrefix: 'c-', limit: 5 })).toEqual([]);
});
