// The Broker API's stream of orders: one answer that goes on, as server-sent events, until it ends.

import http from 'node:http';
import https from 'node:https';
import { headersOf, type KeyRing } from './key-ring';
import { type Connection, OrderEventModel } from './order-events';

/** An event has about 2 kB. */
const LINE_MAX = 256 * 1_024;

/**
 * Returns what ends it. It counts as live with the first byte behind the headers: a server that accepts a key and then says nothing is
 * not. `quietMs` is how long it may say nothing, not even a heartbeat.
 */
export function openOrderEventStream(baseUrl: string, ring: KeyRing, quietMs: number, to: Connection): () => void {
  const { key, refused } = ring.use();
  const { request: requestBy } = baseUrl.startsWith('https:') ? https : http;
  const headers = { ...headersOf('broker', key), accept: 'text/event-stream' };
  // An agent of its own: it is no connection that others may use.
  const request = requestBy(`${baseUrl}/v2/events/trades`, { headers, agent: false });
  let reason: string | undefined;
  const end = (why: string) => {
    reason ??= why;
    request.destroy();
  };
  const quiet = setTimeout(() => end('it says nothing, not even a heartbeat'), quietMs);
  request.once('response', (response) => {
    if (response.statusCode === 401) refused();
    if (response.statusCode !== 200) return end(`HTTP ${response.statusCode}`);
    const read = lineReader(to);
    let isLive = false;
    response.on('data', (data: Buffer) => {
      quiet.refresh();
      if (!isLive) to.onLive();
      isLive = true;
      if (!read(data.toString('utf8'))) end('a line does not end');
    });
    response.once('end', () => end('the answer ended'));
    response.on('error', (error) => end(error.message));
  });
  request.on('error', (error) => end(error.message));
  request.once('close', () => {
    clearTimeout(quiet);
    to.onLoss(reason ?? 'the connection ended');
  });
  request.end();
  return () => end('it is closed');
}

/** Takes what arrives, and tells what its lines say. False when a line is too long. */
function lineReader(to: Connection): (text: string) => boolean {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line, to);
    return rest.length <= LINE_MAX;
  };
}

/** Comments are heartbeats, and say as well that a reader was too slow: "dropped 12 messages". */
function takeLine(line: string, to: Connection): void {
  if (line.startsWith(':')) return line.includes('dropped') ? to.onGap() : undefined;
  const event = line.startsWith('data:') ? eventOf(line.slice('data:'.length)) : undefined;
  if (event !== undefined) to.onEvent(event);
}

function eventOf(text: string) {
  try {
    return OrderEventModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
