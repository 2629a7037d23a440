import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createWebhookSender } from '../../src/webhooks/http';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const ID = '6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10';
const BODY = JSON.stringify({ type: 'BATCH_SUCCESS', timestamp: '2026-03-02T15:00:00.000Z', data: { text: 'Zürich' } });

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.close());

const inside = createWebhookSender({ allowsPrivate: true });
const outside = createWebhookSender({ allowsPrivate: false });
const send = (url = receiver.url, secrets = [secret()]) => inside.send({ id: ID, url, body: BODY, secrets });

test('a message is signed, so that the library of Standard Webhooks verifies it', async () => {
  const own = secret();
  expect(await send(receiver.url, [own])).toEqual({ arrived: true, answer: 204 });
  const [received] = receiver.received;
  expect(received).toMatchObject({ id: ID, path: '/hook', headers: { 'content-type': 'application/json' } });
  expect(received?.verified(own)).toMatchObject({ type: 'BATCH_SUCCESS', data: { text: 'Zürich' } });
  expect(() => received?.verified(secret())).toThrow('No matching signature found');
});

test('while secrets are rotated, a receiver verifies with either of them', async () => {
  const [present, before] = [secret(), secret()];
  await send(receiver.url, [present, before]);
  const [received] = receiver.received;
  expect(received?.verified(present)).toMatchObject({ type: 'BATCH_SUCCESS' });
  expect(received?.verified(before)).toMatchObject({ type: 'BATCH_SUCCESS' });
});

test.each([
  [301, {}, null],
  [400, {}, null],
  [410, {}, null],
  [429, { 'retry-after': '120' }, 120_000],
  [500, {}, null],
  [503, { 'retry-after': 'soon' }, null],
])('an answer %i is told with what the receiver asks for', async (status, headers: Record<string, string>, after) => {
  receiver.answerWith(status, headers);
  expect(await send()).toMatchObject({ arrived: false, answer: status, retryAfterMs: after });
});

test('a time to come back at is understood as well', async () => {
  receiver.answerWith(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
  const sent = await send();
  const after = sent.arrived ? null : sent.retryAfterMs;
  expect(after).toBeGreaterThan(50_000);
  expect(after).toBeLessThanOrEqual(60_000);
});

test('no redirect is followed', async () => {
  const other = await startWebhookReceiver();
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answerWith(status, { location: other.url });
    expect(await send()).toMatchObject({ answer: status, problem: `answered ${status}: no redirect is followed` });
  }
  expect([receiver.received.length, other.received.length]).toEqual([5, 0]);
  await other.close();
});

test('a receiver that never answers is given up after ten seconds', async () => {
  receiver.answerBy(() => undefined);
  expect(await send()).toEqual({
    arrived: false,
    answer: null,
    problem: 'did not answer within 10000 ms',
    retryAfterMs: null,
  });
});

test('an answer without an end, and one that is no HTTP, hold nobody', async () => {
  receiver.answerBy((_request, response) => {
    const more = () => void response.write('x'.repeat(65_536), () => response.destroyed || more());
    response.writeHead(200);
    more();
  });
  expect(await send()).toEqual({ arrived: true, answer: 200 });
  const said = [
    'SSH-2.0-OpenSSH\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    '',
  ];
  for (const text of said) {
    const server: Server = createServer((socket) => void socket.on('error', () => undefined).end(text)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ arrived: false });
    server.close();
  }
});

test('nobody there, and a name that nobody knows, are told', async () => {
  expect(await send('http://127.0.0.1:1/')).toMatchObject({ problem: 'could not be reached: ECONNREFUSED' });
  expect(await send('https://nobody.invalid/')).toMatchObject({
    problem: 'leads nowhere: the name nobody.invalid is not known',
  });
});

describe('where webhooks may not lead', () => {
  const REFUSED = 'does not lead to a public address: webhooks go to public addresses only';

  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://LOCALHOST/',
    // A name that a resolver knows, of an address within.
    'https://ip6-localhost/',
    'https://0/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[0:0:0:0:0:ffff:10.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://10.0.0.1:8443/',
    'https://169.254.169.254/latest/meta-data/',
    'https://user@127.0.0.1/',
  ])('%s', async (url) => {
    const problem = await outside.addressProblem(url);
    // A machine without IPv6 does not know that name.
    expect(url.includes('ip6-') && problem?.startsWith('leads nowhere') ? REFUSED : problem).toBe(REFUSED);
    expect(await outside.send({ id: ID, url, body: BODY, secrets: [secret()] })).toMatchObject({
      arrived: false,
      answer: null,
    });
  });

  test('over http, or over nothing of the web', async () => {
    for (const url of [
      'http://example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'gopher://example.com',
      'nonsense',
    ])
      expect(await outside.addressProblem(url)).toBe('is not an https:// URL');
  });

  test('a public name that leads within this network is refused when it is sent to, whatever was said before', async () => {
    const url = receiver.url.replace('http://127.0.0.1', 'https://localhost');
    expect(await outside.send({ id: ID, url, body: BODY, secrets: [secret()] })).toMatchObject({ problem: REFUSED });
    expect(receiver.received).toEqual([]);
  });
});

test('the address that was checked is the one that is connected to, whatever the name says the second time', async () => {
  // Nobody resolves this name: the connection goes to what the check has found, and Host has the name.
  const sender = createWebhookSender({
    allowsPrivate: true,
    resolve: (() => {
      const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.2', family: 4 }]];
      return async () => answers.shift() ?? [];
    })(),
  });
  const url = `http://rebound.example:${receiver.port}/hook`;
  expect(await sender.send({ id: ID, url, body: BODY, secrets: [secret()] })).toMatchObject({ arrived: true });
  expect(receiver.received).toMatchObject([{ headers: { host: `rebound.example:${receiver.port}` } }]);
});
