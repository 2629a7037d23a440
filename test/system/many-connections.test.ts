// The API as it is deployed, while somebody holds ten thousand connections to it and asks for nothing, for half of something, or takes nothing.

import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { command } from '../support/command-line';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type RunningProgram, startProgram } from '../support/programs';

const CONNECTIONS = 10_000;
const AT_ONCE = 250;
/** The limits of src/api/server.ts, and what the process has open beside connections. */
const OPEN_MAX = 4_096 + 512 + 100;
const MEMORY_MAX = 300 * 2 ** 20;
const ASKS = 20;

let database: TestDatabase;
let program: RunningProgram;
let status: string;
let url: string;
let sockets: Socket[];
/** Known to be good before somebody at the same address shows many that are not. */
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  program = startProgram('src/api/main.ts', {
    DATABASE_URL: database.apiUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    AUTOBALANCER_BROKER_URL: 'http://127.0.0.1:1',
    AUTOBALANCER_STATUS_PORT: '0',
    AUTOBALANCER_API_PORT: '0',
    AUTOBALANCER_API_REQUESTS_PER_MINUTE: '99999',
  });
  status = await program.statusUrl();
  url = await program.servingUrl();
  const made = await command({ env: { DATABASE_URL: database.appUrl } }, ...CREATE);
  key = made.answer.secret as string;
  await ask();
});
afterAll(async () => {
  expect(await program.stop()).toBe(0);
  await database.drop();
});
beforeEach(() => {
  sockets = [];
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});

const CREATE = ['key', 'create', '--role', 'admin', '--name', 'a test', '--json'];

/** Opens as many connections, each of which says `text` and nothing more, and takes nothing. */
async function hold(count: number, text: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let opened = 0; opened < count; opened += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - opened) }, async () => {
        const socket = connect({ host: hostname, port: Number.parseInt(port, 10) });
        sockets.push(socket);
        // The server closes what waits too long, and what has to make room.
        socket.on('error', () => undefined);
        socket.pause();
        await new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          socket.once('connect', () => (text === '' ? resolve() : socket.write(text, () => resolve())));
        });
      }),
    );
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${status}/metrics`)).text();
  return Number.parseFloat(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? '');
}

/** Asks as a new client does each time: on a connection of its own. */
async function ask(): Promise<void> {
  for (let n = 0; n < ASKS; n += 1) {
    const response = await fetch(`${url}/v1/me`, { headers: { Authorization: `Bearer ${key}`, Connection: 'close' } });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  }
}

const HALF_A_HEADER = 'GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthoriza';
const halfABody = (shown: string) =>
  `PUT /v1/trading HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${shown}\r\nIdempotency-Key: half\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{`;
const stream = () =>
  `GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nAccept: text/event-stream\r\n\r\n`;

test.each([
  ['send nothing', ''],
  ['send half a header', HALF_A_HEADER],
  ['send half a body, as nobody', halfABody('ab_live_none')],
])(
  `${CONNECTIONS} connections that %s are bounded in number and memory, and others are answered meanwhile`,
  async (_what, text) => {
    const before = await gauge('process_resident_memory_bytes');
    const holding = hold(CONNECTIONS, text);
    let isOver = false;
    void holding.then(() => (isOver = true));
    while (!isOver) {
      await ask();
      expect(await gauge('process_open_fds')).toBeLessThan(OPEN_MAX);
      await delay(0);
    }
    await ask();
    expect(sockets).toHaveLength(CONNECTIONS);
    expect((await gauge('process_resident_memory_bytes')) - before).toBeLessThan(MEMORY_MAX);
  },
  300_000,
);

test('half a body with a good key is answered 408 after a while, and what is asked meanwhile at once', async () => {
  await hold(50, halfABody(key));
  await ask();
  const [socket] = sockets;
  let answer = '';
  socket?.on('data', (bytes: Buffer) => (answer += bytes.toString()));
  socket?.resume();
  await until(async () => answer.includes('BODY_TOO_SLOW'), 60_000);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('streams that nobody reads are few for each key, hold nothing in memory, and keep their places', async () => {
  await hold(50, stream());
  const answers = await Promise.all(
    sockets.map(async (socket) => {
      let answer = '';
      socket.once('data', (bytes: Buffer) => {
        answer = bytes.toString();
        socket.pause();
      });
      socket.resume();
      await until(async () => answer !== '', 60_000);
      return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
    }),
  );
  expect(answers.filter((code) => code === '200')).toHaveLength(5);
  expect(new Set(answers)).toEqual(new Set(['200', '429']));
  const listening = sockets.filter((_socket, n) => answers[n] === '200');
  const before = await gauge('process_resident_memory_bytes');
  const ledger = createPostgresLedger(database.appUrl);
  const detail = { text: 'x'.repeat(10_000) };
  for (let n = 0; n < 2_000; n += 1)
    await ledger.audit('_system', null, 'ALERT', detail, { name: 'test', at: new Date().toISOString() });
  await ledger.close();
  await hold(CONNECTIONS / 2, '');
  await ask();
  expect((await gauge('process_resident_memory_bytes')) - before).toBeLessThan(MEMORY_MAX);
  expect(listening.map(({ destroyed }) => destroyed)).toEqual([false, false, false, false, false]);
}, 300_000);
