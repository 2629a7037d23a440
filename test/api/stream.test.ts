import pino from 'pino';
import { followLedger } from '../../src/api/events/follow-ledger';
import { eventStream } from '../../src/api/events/stream';
import type { Ledger } from '../../src/ledger/ledger';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

test('a client that takes nothing keeps nobody waiting, and gets all of it when it does', async () => {
  const { ledger, tail, texts, leave } = await stream();
  const away = new AbortController();
  const slow = eventStream({
    tail,
    after: (await tail.read(undefined)).next,
    isAllowed: async () => true,
    monotonicMs: () => 0,
    signal: away.signal,
  });
  expect((await slow.next()).value).toContain('retry');
  const first = slow.next();
  await ledger.audit('p', null, 'KEY_CREATED', {}, actor());
  expect((await first).value).toContain('KEY_CREATED');
  const others = Array.from({ length: 600 }, () => 'MESSAGE_IGNORED' as const);
  for (const event of others) await ledger.audit('p', null, event, {}, actor());
  let taken = '';
  while (count(taken, 'MESSAGE_IGNORED') < others.length) taken += (await texts.next()).value as string;
  let late = '';
  while (count(late, 'MESSAGE_IGNORED') < others.length) late += (await slow.next()).value as string;
  expect(count(late, 'MESSAGE_IGNORED')).toBe(others.length);
  leave();
  away.abort();
});

const count = (text: string, event: string) => text.split(`"event":"${event}"`).length - 1;

/** A stream whose clock moves when it is asked to. */
async function stream({ isAllowed = true } = {}) {
  const ledger = createMemoryLedger();
  await ledger.createPortfolio(newPortfolio({ id: 'p' }), actor());
  const gone = new AbortController();
  const clock = { ms: 0 };
  const asked = { times: 0 };
  const tail = followLedger({ ledger }, pino({ level: 'silent' }));
  const texts = eventStream({
    tail,
    after: (await tail.read(undefined)).next,
    isAllowed: async () => {
      asked.times += 1;
      return isAllowed;
    },
    monotonicMs: () => clock.ms,
    signal: gone.signal,
  });
  expect((await texts.next()).value).toBe('retry: 3000\n: heartbeat\n\n');
  return { ledger, tail, texts, clock, asked, leave: () => gone.abort() };
}

test('a stream on which nothing happens says so every 15 seconds', async () => {
  const { texts, clock, leave } = await stream();
  const next = texts.next();
  clock.ms = 15_000;
  expect((await next).value).toBe(': heartbeat\n\n');
  leave();
  await expect(texts.next()).rejects.toMatchObject({ name: 'AbortError' });
});

test('who may not listen any more hears nothing within a minute', async () => {
  const { texts, clock, asked, leave } = await stream({ isAllowed: false });
  const next = texts.next();
  clock.ms = 60_000;
  expect((await next).done).toBe(true);
  expect(asked.times).toBe(1);
  leave();
});

test('who still may goes on', async () => {
  const { ledger, texts, clock, leave } = await stream();
  const next = texts.next();
  clock.ms = 60_000;
  expect((await next).value).toBe(': heartbeat\n\n');
  const after = texts.next();
  await ledger.audit('p', null, 'SESSION_OPENED', {}, actor());
  expect((await after).value).toContain('"event":"SESSION_OPENED","portfolioId":"p"');
  leave();
});

test('a ledger that does not answer ends no stream: what was missed comes once it does', async () => {
  const memory = createMemoryLedger();
  await memory.createPortfolio(newPortfolio({ id: 'p' }), actor());
  const away = new AbortController();
  let isAway = false;
  const ledger = {
    readEvents: async (...asked: Parameters<Ledger['readEvents']>) => {
      if (isAway) throw new Error('the database does not answer');
      return memory.readEvents(...asked);
    },
    eventsEnd: () => memory.eventsEnd(),
  };
  const clock = { ms: 0 };
  const tail = followLedger({ ledger }, pino({ level: 'silent' }));
  const texts = eventStream({
    tail,
    after: (await tail.read(undefined)).next,
    isAllowed: async () => Promise.reject(new Error('the database does not answer')),
    monotonicMs: () => clock.ms,
    signal: away.signal,
  });
  expect((await texts.next()).value).toContain('retry');
  isAway = true;
  await memory.audit('p', null, 'ALERT', {}, actor());
  const next = texts.next();
  clock.ms = 60_000;
  expect((await next).value).toBe(': heartbeat\n\n');
  const after = texts.next();
  isAway = false;
  expect((await after).value).toContain('"event":"ALERT"');
  away.abort();
});
