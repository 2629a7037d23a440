import { type Probes, type StatusServer, startStatusServer } from '../../src/telemetry/status-server';

let server: StatusServer;
afterEach(() => server.close());

async function ask(path: string, probes: Partial<Probes> = {}, method = 'GET') {
  server = await startStatusServer(
    { host: '127.0.0.1', port: 0 },
    { alive: () => undefined, ready: async () => undefined, metrics: async () => 'a_metric 1', ...probes },
  );
  const response = await fetch(server.url + path, { method });
  return [response.status, (await response.text()).trim()];
}

const ROWS: [what: string, path: string, probes: Partial<Probes>, status: number, text: string][] = [
  ['one that lives', '/healthz', {}, 200, 'ok'],
  ['one that hangs', '/healthz', { alive: () => 'it hangs' }, 503, 'it hangs'],
  ['one that hangs is not ready either', '/readyz', { alive: () => 'it hangs' }, 503, 'it hangs'],
  ['one that waits lives', '/healthz', { ready: async () => 'no database' }, 200, 'ok'],
  ['one that waits is not ready', '/readyz', { ready: async () => 'no database' }, 503, 'no database'],
  ['a question that fails', '/readyz', { ready: () => Promise.reject(new Error('no answer')) }, 503, 'no answer'],
  ['the numbers', '/metrics?now', {}, 200, 'a_metric 1'],
  ['numbers that cannot be read', '/metrics', { metrics: () => Promise.reject(new Error('lost')) }, 503, 'lost'],
  ['anything else', '/', {}, 404, 'there are /healthz, /readyz and /metrics'],
];
test.each(ROWS)('%s', async (_what, path, probes, status, text) => {
  expect(await ask(path, probes)).toEqual([status, text]);
});

test('nothing is changed there', async () => {
  expect(await ask('/healthz', {}, 'POST')).toEqual([405, 'only GET is answered']);
});

test('a port that is taken is named with the setting that chooses it', async () => {
  await ask('/healthz');
  const port = Number(new URL(server.url).port);
  const probes = { alive: () => undefined, ready: async () => undefined, metrics: async () => '' };
  await expect(startStatusServer({ host: '127.0.0.1', port }, probes)).rejects.toThrow(
    `AUTOBALANCER_STATUS_PORT ${port} is in use on 127.0.0.1: choose another`,
  );
});
