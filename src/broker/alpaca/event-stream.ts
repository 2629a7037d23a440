// A stream of Alpaca's events: one answer that goes on, as server-sent events, until it ends.

import http from 'node:http';
import https from 'node:https';
import type { KeyRing } from './key-ring';
import { headersOf } from './key-ring';

/** An event has about 2 kB. */
const LINE_MAX = 256 * 1_024;

export interface EventStream {
  url: string;
  api: 'broker' | 'trading';
  /** How long it may say nothing, not even a heartbeat. */
  quietMs: number;
}

/** What a stream tells to the one who opened it. */
export interface EventReader {
  /** From now on events arrive. */
  onLive(): void;
  /** The JSON of an event. */
  onData(data: unknown): void;
  /** The other side says that it has left some out. */
  onGap(): void;
  /** It ended; called once. */
  onLoss(reason: string): void;
}

/**
 * Returns what ends it. It counts as live with the first byte behind the headers: a server that accepts a key and then says nothing is
 * not.
 */
export function openEventStream(
  { url, api, quietMs }: EventStream,
  ring: KeyRing,
  to: EventReader,
): (why?: string) => void {
  const { key, refused } = ring.use();
  const { request: requestBy } = url.startsWith('https:') ? https : http;
  const headers = { ...headersOf(api, key), accept: 'text/event-stream' };
  // An agent of its own: it is no connection that others may use.
  const request = requestBy(url, { headers, agent: false });
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
  return (why = 'it is closed') => end(why);
}

/** Takes what arrives, and tells what its lines say. False when a line is too long. */
function lineReader(to: EventReader): (text: string) => boolean {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line, to);
    return rest.length <= LINE_MAX;
  };
}

/** Comments are heartbeats, and say as well that a reader was too slow: "dropped 12 messages". */
function takeLine(line: string, to: EventReader): void {
  if (line.startsWith(':')) return line.includes('dropped') ? to.onGap() : undefined;
  const data = line.startsWith('data:') ? parsed(line.slice('data:'.length)) : undefined;
  if (data !== undefined) to.onData(data);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
