// Events on their way to a receiver: through the real API, monitor's feeder, Temporal and worker.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../src/local/process/until';
import { startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { createWebhookFeeder } from '../../src/monitor/webhook-feeder';
import { createWebhookSender } from '../../src/webhooks/http';
import { TASK_QUEUE } from '../../src/workflows/messages';
import { startTestApi, type TestApi } from '../support/api';
import { type RunningProgram, startProgram } from '../support/programs';
import { startSystem, type TestSystem } from '../support/system';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

const now = () => new Date().toISOString();
const once = () => ({ 'Idempotency-Key': randomUUID() });
const WAIT_MS = 40_000;

interface Made {
  id: string;
  secret: string;
}

async function made(api: TestApi, url: string, events: string[] | null): Promise<Made> {
  const asked = { as: 'admin' as const, json: { url, events }, headers: once() };
  const { status, body } = await api.ask('POST /v1/webhooks', asked);
  expect(status).toBe(201);
  const { webhook, secret } = body as { webhook: { id: string }; secret: string };
  return { id: webhook.id, secret };
}

interface Delivery {
  id: string;
  event: string;
  state: string;
  attempts: number;
  answer: number | null;
  problem: string | null;
  nextAttemptAt: string | null;
}

async function log(api: TestApi, id: string): Promise<Delivery[]> {
  const { body } = await api.ask(`GET /v1/webhooks/${id}/deliveries?limit=500`, { as: 'viewer' });
  return body.data as Delivery[];
}

async function freeze(system: TestSystem, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await system.createPortfolio();
    await system.ledger.setStatus(
      id,
      { from: ['ACTIVE'], to: 'PAUSED', reason: 'a test' },
      { name: 'test', at: now() },
    );
    ids.push(id);
  }
  return ids;
}

describe('in one process', () => {
  let system: TestSystem;
  let api: TestApi;
  let receiver: WebhookReceiver;
  let feeding: Promise<void>;
  let isOver = false;
  beforeAll(async () => {
    system = await startSystem({ webhooks: createWebhookSender({ allowsPrivate: true }) });
    api = await startTestApi(system);
    const step = createWebhookFeeder({ ...system, now, monotonicMs: () => performance.now() });
    const feed = async () => {
      while (!isOver) await delay((await step()) / 10);
    };
    feeding = feed();
  });
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  afterEach(async () => {
    for (const { id } of await system.ledger.listWebhooks())
      await system.ledger.removeWebhook(id, { name: 'test', at: now() });
    await receiver.close();
  });
  afterAll(async () => {
    isOver = true;
    await feeding;
    await api.close();
    await system.close();
  });

  test('what happens arrives signed, thin, and once', async () => {
    const { id, secret } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    const ids = await freeze(system, 3);
    await until(async () => receiver.received.length >= 3, WAIT_MS);
    await until(async () => (await log(api, id)).every(({ state }) => state === 'DELIVERED'), WAIT_MS);
    const messages = receiver.received.map((one) => one.verified(secret));
    expect(messages.map(({ data }) => data.portfolioId).sort()).toEqual(ids.sort());
    const [message] = messages;
    expect(message).toMatchObject({
      type: 'PORTFOLIO_PAUSED',
      data: { event: 'PORTFOLIO_PAUSED', actor: 'test', via: null },
    });
    const deliveries = await log(api, id);
    expect(deliveries).toMatchObject(ids.map(() => ({ attempts: 1, answer: 204, problem: null, nextAttemptAt: null })));
    expect(deliveries.map((one) => one.id).sort()).toEqual(receiver.received.map((one) => one.id).sort());
    // The cursor of a message is a place in GET /v1/events.
    const cursor = String(message?.data.cursor);
    const { status } = await api.ask(`GET /v1/events?cursor=${cursor}`, { as: 'viewer' });
    expect(status).toBe(200);
    // Nothing of it, and no secret, is in a history or a log.
    const handle = system.temporal.workflow.getHandle(`webhook-${deliveries[0]?.id}`);
    const history = JSON.stringify(await handle.fetchHistory());
    expect(history).not.toContain(secret.slice(6, 30));
    expect(api.logged.join('')).not.toContain(secret.slice(6, 30));
  });

  test('an attempt that failed is made again with the same webhook-id, as the receiver asks', async () => {
    const { id, secret } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    receiver.answerWith(503, { 'retry-after': '8' });
    const [portfolioId] = await freeze(system, 1);
    await until(async () => receiver.received.length === 1, WAIT_MS);
    await until(async () => (await log(api, id))[0]?.answer === 503, WAIT_MS);
    const [waiting] = await log(api, id);
    expect(waiting).toMatchObject({ state: 'PENDING', attempts: 1, problem: 'answered 503' });
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(5_000);
    expect(await system.ledger.findWebhook(id)).toMatchObject({ failingSince: expect.any(String) as string });
    receiver.answerWith(204);
    await until(async () => (await log(api, id))[0]?.state === 'DELIVERED', WAIT_MS);
    const [first, second, ...others] = receiver.received;
    expect([second?.id, second?.body, others]).toEqual([first?.id, first?.body, []]);
    expect(second?.verified(secret).data).toMatchObject({ portfolioId });
    expect(await system.ledger.findWebhook(id)).toMatchObject({ failingSince: null });
  });

  test('a person sends a message again, and does not wait for its next attempt', async () => {
    const { id } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    receiver.answerWith(429, { 'retry-after': '3600' });
    const tested = await api.ask(`POST /v1/webhooks/${id}/test`, { as: 'operator', headers: once() });
    expect(tested).toMatchObject({ status: 202, body: { event: 'WEBHOOK_TEST', state: 'PENDING' } });
    const deliveryId = String(tested.body.id);
    await until(async () => (await log(api, id))[0]?.answer === 429, WAIT_MS);
    receiver.answerWith(204);
    const resend = () =>
      api.ask(`POST /v1/webhooks/${id}/deliveries/${deliveryId}/resend`, { as: 'operator', headers: once() });
    expect(await resend()).toMatchObject({ status: 202 });
    await until(async () => (await log(api, id))[0]?.state === 'DELIVERED', WAIT_MS);
    // Also one that has arrived.
    expect(await resend()).toMatchObject({ status: 202 });
    await until(async () => receiver.received.length === 3, WAIT_MS);
    await until(async () => (await log(api, id))[0]?.state === 'DELIVERED', WAIT_MS);
    expect(new Set(receiver.received.map((one) => one.id))).toEqual(new Set([deliveryId]));
    expect((await log(api, id))[0]).toMatchObject({ attempts: 3 });
  });

  test('while it is disabled events wait, and arrive once it is enabled', async () => {
    const { id } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    const set = (enabled: boolean) =>
      api.ask(`PATCH /v1/webhooks/${id}`, { as: 'admin', json: { enabled }, headers: once() });
    expect(await set(false)).toMatchObject({ status: 200, body: { enabled: false, disabledWhy: null } });
    const ids = await freeze(system, 2);
    expect(await api.ask(`POST /v1/webhooks/${id}/test`, { as: 'operator', headers: once() })).toMatchObject({
      status: 409,
      body: { code: 'WEBHOOK_DISABLED' },
    });
    expect([await log(api, id), receiver.received]).toEqual([[], []]);
    expect(await set(true)).toMatchObject({ status: 200, body: { enabled: true } });
    await until(async () => receiver.received.length === 2, WAIT_MS);
    expect(
      receiver.received
        .map(({ body }) => (JSON.parse(body) as { data: { portfolioId: string } }).data.portfolioId)
        .sort(),
    ).toEqual(ids.sort());
  });

  test('after its secret was rotated, messages verify with either one', async () => {
    const { id, secret } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    const rotated = await api.ask(`POST /v1/webhooks/${id}/rotate-secret`, { as: 'admin', headers: once() });
    const { webhook, secret: present } = rotated.body as { webhook: { previousSecretUntil: string }; secret: string };
    expect(Date.parse(webhook.previousSecretUntil) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(present).not.toBe(secret);
    await freeze(system, 1);
    await until(async () => receiver.received.length === 1, WAIT_MS);
    const [received] = receiver.received;
    for (const one of [present, secret]) expect(received?.verified(one)).toMatchObject({ type: 'PORTFOLIO_PAUSED' });
  });

  test('the log comes in pages', async () => {
    const { id } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
    const ids = await freeze(system, 5);
    await until(async () => receiver.received.length === ids.length, WAIT_MS);
    const pages: string[][] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? 'limit=2' : `limit=2&cursor=${cursor}`;
      const { body } = await api.ask(`GET /v1/webhooks/${id}/deliveries?${query}`, { as: 'viewer' });
      pages.push((body.data as Delivery[]).map((one) => one.id));
      cursor = body.nextCursor as string | null;
    } while (cursor !== null);
    expect(pages.map((one) => one.length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat())).toEqual(new Set(receiver.received.map((one) => one.id)));
  });
});

test('a receiver that is gone is disabled, and a person is told', async () => {
  const slack = await startSlackStandIn();
  const receiver = await startWebhookReceiver();
  const system = await startSystem({
    webhooks: createWebhookSender({ allowsPrivate: true }),
    slackWebhookUrl: slack.url,
  });
  const api = await startTestApi(system);
  const { id } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
  receiver.answerWith(410);
  const { body } = await api.ask(`POST /v1/webhooks/${id}/test`, { as: 'operator', headers: once() });
  const step = createWebhookFeeder({ ...system, now, monotonicMs: () => performance.now() });
  await step();
  await until(async () => slack.alerts.length > 0, WAIT_MS);
  expect(slack.alerts[0]).toContain(`webhook ${id} is disabled: nothing was delivered since`);
  const shown = await api.ask(`GET /v1/webhooks/${id}`, { as: 'viewer' });
  expect(shown.body).toMatchObject({ enabled: false, disabledWhy: expect.stringContaining('answered 410') as string });
  expect((await log(api, id))[0]).toMatchObject({ id: body.id, state: 'FAILED', answer: 410 });
  await api.close();
  await system.close();
  await receiver.close();
  await slack.close();
});

test('the programs are killed in the middle: every event arrives, each under one webhook-id', async () => {
  const temporal = await startTemporal({ binary: process.env.TEST_TEMPORAL_CLI ?? '', preferredPort: 0, uiPort: 0 });
  // Its own worker attempts no webhook: that is for the programs.
  const system = await startSystem({ temporalAddress: temporal.address, taskQueue: TASK_QUEUE });
  const api = await startTestApi(system);
  const receiver = await startWebhookReceiver();
  const env = {
    ...system.env,
    AUTOBALANCER_WEBHOOK_PRIVATE_ADDRESSES: 'allow',
    AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
  const start = (script: string) => startProgram(script, env);
  const running: RunningProgram[] = [start('src/worker.ts'), start('src/monitor/main.ts')];
  const [worker, monitor] = running as [RunningProgram, RunningProgram];
  await until(async () => /watching/.test(monitor.output()) && /running/.test(worker.output()), WAIT_MS);
  const { id, secret } = await made(api, receiver.url, ['PORTFOLIO_PAUSED']);
  // The first request hangs in the receiver when its worker dies.
  receiver.answerBy(() => undefined);
  const ids = await freeze(system, 2);
  await until(async () => receiver.received.length > 0, WAIT_MS);
  await Promise.all([worker.kill(), monitor.kill()]);
  receiver.answerWith(204);
  ids.push(...(await freeze(system, 3)));
  running.push(start('src/worker.ts'), start('src/monitor/main.ts'));
  await until(async () => (await log(api, id)).filter(({ state }) => state === 'DELIVERED').length === 5, 120_000);
  const byId = new Map(receiver.received.map((one) => [one.id, String(one.verified(secret).data.portfolioId)]));
  expect([...byId.values()].sort()).toEqual(ids.sort());
  expect((await log(api, id)).map((one) => one.id).sort()).toEqual([...byId.keys()].sort());
  for (const one of running) expect(one.output()).not.toContain(secret.slice(6, 30));
  await Promise.all(running.slice(2).map((one) => one.kill()));
  await receiver.close();
  await api.close();
  await system.close();
  await temporal.stop();
}, 300_000);
