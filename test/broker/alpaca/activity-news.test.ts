import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openActivityNews } from '../../../src/broker/alpaca/activity-news';
import { until } from '../../../src/local/process/until';

const WAIT_MS = 30_000;

test('a server that left some events out is asked for all since the last one before', async () => {
  const asked: string[] = [];
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    streams.push(response.writeHead(200));
    response.write(': hello\n\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const heard: string[] = [];
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = openActivityNews(
    { baseUrl, api: 'broker', keyId: 'any', secretKey: 'any' },
    { onActivity: (accountId) => heard.push(accountId), onLoss: () => undefined },
  );
  try {
    await until(async () => streams.length === 1, WAIT_MS);
    streams[0]?.write(event('before', '1'));
    await until(async () => heard.length === 1, WAIT_MS);
    // What comes in one piece with the gap, or after it, is news as well, and is not what to go on from.
    streams[0]?.write(`: you are reading too slowly, dropped 12 messages\n\n${event('after', '14')}`);
    await until(async () => streams.length === 2, WAIT_MS);
    expect(heard).toEqual(['before', 'after']);
    expect(asked.map((url) => new URL(url, baseUrl).searchParams.get('since_id'))).toEqual([null, '1']);
    streams[1]?.write(event('left out', '2'));
    await until(async () => heard.length === 3, WAIT_MS);
    streams[1]?.end();
    await until(async () => streams.length === 3, WAIT_MS);
    expect(asked[2]).toContain('since_id=2');
  } finally {
    close();
    server.close();
    server.closeAllConnections();
  }
});

function event(accountId: string, id: string): string {
  return `data: ${JSON.stringify({ account_id: accountId, event_id: id })}\n\n`;
}
