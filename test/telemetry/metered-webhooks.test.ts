import type { Webhook } from '../../src/domain/webhook';
import { meterWebhooks, webhookMetrics } from '../../src/telemetry/metered-webhooks';
import { createRegistry } from '../../src/telemetry/metrics';
import type { Sent, WebhookSender } from '../../src/webhooks/webhooks';

const MESSAGE = { id: 'x', url: 'https://example.com/', body: '{}', secrets: [] };
const AT = '2026-03-02T15:00:00.000Z';

test('attempts are counted by whether they arrived, and timed', async () => {
  const registry = createRegistry();
  const answers: Sent[] = [
    { arrived: true, answer: 204 },
    { arrived: false, answer: 500, problem: 'answered 500', retryAfterMs: null },
    { arrived: true, answer: 200 },
  ];
  const sender: WebhookSender = {
    addressProblem: async () => undefined,
    send: async () => answers.shift() ?? { arrived: true, answer: 200 },
  };
  let clock = 0;
  const metered = meterWebhooks(sender, registry, () => (clock += 200));
  expect(await metered.send(MESSAGE)).toEqual({ arrived: true, answer: 204 });
  for (const _again of [1, 2]) await metered.send(MESSAGE);
  const text = await registry.metrics();
  expect(text).toContain('autobalancer_webhook_attempts_total{outcome="arrived"} 2');
  expect(text).toContain('autobalancer_webhook_attempts_total{outcome="failed"} 1');
  expect(text).toContain('autobalancer_webhook_attempt_seconds_bucket{le="0.25"} 3');
});

test('webhooks are counted by how they are, and left out while the ledger is away', async () => {
  const webhook = (some: Partial<Webhook>): Webhook => ({
    id: 'k3b7qd2m',
    url: MESSAGE.url,
    events: null,
    enabled: true,
    disabledWhy: null,
    failingSince: null,
    previousSecretUntil: null,
    createdBy: 'cli:anna@desk',
    createdAt: AT,
    ...some,
  });
  let listed = async () => [webhook({}), webhook({ failingSince: AT }), webhook({ enabled: false, failingSince: AT })];
  const registry = createRegistry();
  webhookMetrics(registry, { listWebhooks: () => listed() });
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('autobalancer_'));
  expect(await lines()).toEqual(
    ['arriving', 'failing', 'disabled'].map((state) => `autobalancer_webhooks{state="${state}"} 1`),
  );
  listed = () => Promise.reject(new Error('away'));
  expect(await lines()).toEqual([]);
});
