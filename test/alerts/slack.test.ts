import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSlackAlerts } from '../../src/alerts/slack';

const SECRET = 'T0-B0-canary';
const ALERT = { eventId: 'stale-p1-1', text: 'portfolio p1 is STALE' };

let server: Server;
let url: string;
let received: { path: string | undefined; body: unknown }[];
let answer: { status: number; headers?: Record<string, string> };

beforeEach(async () => {
  [received, answer] = [[], { status: 200 }];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url, body: body === '' ? '' : (JSON.parse(body) as unknown) });
      response.writeHead(answer.status, answer.headers).end('ok');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/${SECRET}`;
});
afterEach(() => server.close());

const send = (to: string | undefined) => createSlackAlerts(() => to).send(ALERT);

test('an alert is one POST with its text and its event id', async () => {
  expect(await send(url)).toBe('sent');
  expect(received).toEqual([
    { path: `/services/${SECRET}`, body: { text: 'portfolio p1 is STALE\nevent stale-p1-1' } },
  ]);
});

test('without a webhook nothing is sent, and that is said', async () => {
  expect(await send(undefined)).toBe('not-configured');
});

test.each([404, 429, 500])('an answer of %d is a fault that does not show the address', async (status) => {
  answer = { status };
  const fault = await send(url).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'AlertFault', message: `the alert webhook answered ${status}` });
  expect(everythingOf(fault)).not.toContain(SECRET);
});

test('a redirect is not followed', async () => {
  answer = { status: 307, headers: { location: `${url}/elsewhere` } };
  await expect(send(url)).rejects.toMatchObject({ name: 'AlertFault' });
  expect(received).toHaveLength(1);
});

test('a webhook that cannot be reached is a fault that does not show the address', async () => {
  await new Promise((resolve) => server.close(resolve));
  const fault = await send(url).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'AlertFault' });
  expect(everythingOf(fault)).not.toContain(SECRET);
  expect(everythingOf(fault)).not.toContain(new URL(url).port);
});

function everythingOf(fault: unknown): string {
  const { message, stack, cause } = fault as Error;
  return [message, stack, JSON.stringify(cause)].join('\n');
}
