import type { Command } from 'commander';
import type { Webhook, WebhookDelivery } from '../../domain/webhook';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { facts, table } from '../screen/table';

export function addWebhookCommands(program: Command, cli: Cli): void {
  const webhooks = program.command('webhook').description('events that are sent to a URL');
  addCreate(webhooks, cli);
  addList(webhooks, cli);
  addChange(webhooks, cli, 'enable', 'enable a webhook: what has happened meanwhile is sent');
  addChange(webhooks, cli, 'disable', 'disable a webhook: events wait');
  addRotate(webhooks, cli);
  addRemove(webhooks, cli);
  addDeliveries(webhooks, cli);
  addResend(webhooks, cli);
  addTest(webhooks, cli);
}

function addCreate(webhooks: Command, cli: Cli): void {
  const create = webhooks
    .command('create')
    .description('have events sent to a URL from now on, and print the secret: it is shown this one time')
    .argument('<url>', 'where to, over https')
    .option('--event <kind...>', 'only events of these kinds')
    .action(
      cli.answers(async (url: string, { event }: { event?: string[] }) => {
        const { webhook, secret } = taken(await cli.door().createWebhook({ url, events: event ?? null }));
        return { json: { webhook, secret }, text: withSecret(webhook, secret) };
      }),
    );
  examples(
    create,
    'webhook create https://example.com/autobalancer',
    'webhook create https://example.com/desk --event PORTFOLIO_STALE BATCH_ROLLED_BACK',
  );
}

function addList(webhooks: Command, cli: Cli): void {
  const list = webhooks
    .command('list')
    .description('list the webhooks, without their secrets')
    .action(
      cli.answers(async () => {
        const found = await cli.door().listWebhooks();
        const text = found.length === 0 ? 'There is no webhook.' : table(HEADINGS, found.map(rowOf), cli.screen);
        return { json: { webhooks: found }, text };
      }),
    );
  examples(list, 'webhook list', 'webhook list --json');
}

function addChange(webhooks: Command, cli: Cli, verb: 'enable' | 'disable', description: string): void {
  const command = webhooks
    .command(verb)
    .description(description)
    .argument('<id>', ID)
    .action(
      cli.answers(async (webhookId: string) => {
        const { webhook } = taken(await cli.door().changeWebhook({ webhookId, enabled: verb === 'enable' }));
        return { json: { webhook }, text: `webhook ${webhookId} is ${verb}d` };
      }),
    );
  examples(command, `webhook ${verb} k3b7qd2m`);
}

function addRotate(webhooks: Command, cli: Cli): void {
  const rotate = webhooks
    .command('rotate')
    .description('make a new secret and print it: for a day, messages are signed with the one before as well')
    .argument('<id>', ID)
    .action(
      cli.answers(async (webhookId: string) => {
        const { webhook, secret } = taken(await cli.door().rotateWebhookSecret(webhookId));
        return { json: { webhook, secret }, text: withSecret(webhook, secret) };
      }),
    );
  examples(rotate, 'webhook rotate k3b7qd2m');
}

function addRemove(webhooks: Command, cli: Cli): void {
  const remove = webhooks
    .command('remove')
    .description('remove a webhook with its secrets and its log')
    .argument('<id>', ID)
    .action(
      cli.answers(async (webhookId: string) => {
        const { webhook } = taken(await cli.door().removeWebhook(webhookId));
        return {
          json: { webhook },
          text: `webhook ${webhookId} is removed: nothing is sent to ${webhook.url} any more`,
        };
      }),
    );
  examples(remove, 'webhook remove k3b7qd2m');
}

function addDeliveries(webhooks: Command, cli: Cli): void {
  const deliveries = webhooks
    .command('deliveries')
    .description('list what was sent to a webhook, the latest first')
    .argument('<id>', ID)
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async (webhookId: string, page: { limit: number; after?: string }) => {
        const { deliveries: sent, next } = taken(await cli.door().listWebhookDeliveries({ webhookId, ...page }));
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        const text = table(DELIVERY_HEADINGS, sent.map(deliveryRow), cli.screen) + more;
        return { json: { deliveries: sent, next }, text: sent.length === 0 ? 'Nothing was sent yet.' : text };
      }),
    );
  examples(deliveries, 'webhook deliveries k3b7qd2m', 'webhook deliveries k3b7qd2m --limit 500 --json');
}

function addResend(webhooks: Command, cli: Cli): void {
  const resend = webhooks
    .command('resend')
    .description('send a message again, now, whatever became of it')
    .argument('<id>', ID)
    .argument('<delivery>', 'the message, as "webhook deliveries" shows it')
    .action(
      cli.answers(async (webhookId: string, deliveryId: string) => {
        const { delivery } = taken(await cli.door().resendDelivery({ webhookId, deliveryId }));
        return { json: { delivery }, text: sentText(delivery) };
      }),
    );
  examples(resend, 'webhook resend k3b7qd2m 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10');
}

function addTest(webhooks: Command, cli: Cli): void {
  const test = webhooks
    .command('test')
    .description('send a test message')
    .argument('<id>', ID)
    .action(
      cli.answers(async (webhookId: string) => {
        const { delivery } = taken(await cli.door().testWebhook(webhookId));
        return { json: { delivery }, text: sentText(delivery) };
      }),
    );
  examples(test, 'webhook test k3b7qd2m');
}

const ID = 'the id of the webhook, as "webhook list" shows it';
const HEADINGS = ['ID', 'URL', 'EVENTS', 'STATE', 'FAILING SINCE', 'WHY'];
const DELIVERY_HEADINGS = ['ID', 'EVENT', 'STATE', 'ATTEMPTS', 'LAST', 'ANSWER', 'PROBLEM', 'NEXT'];

function rowOf({ id, url, events, enabled, failingSince, disabledWhy }: Webhook): string[] {
  const state = enabled ? 'enabled' : 'disabled';
  return [id, url, events?.join(', ') ?? 'all', state, failingSince ?? '-', disabledWhy ?? '-'];
}

function deliveryRow(delivery: WebhookDelivery): string[] {
  const { id, event, state, attempts, lastAttemptAt, answer, problem, nextAttemptAt } = delivery;
  const last = lastAttemptAt ?? '-';
  return [
    id,
    event,
    state,
    `${attempts}`,
    last,
    answer === null ? '-' : `${answer}`,
    problem ?? '-',
    nextAttemptAt ?? '-',
  ];
}

function withSecret({ id, url, events }: Webhook, secret: string): string {
  return facts([
    ['secret', secret],
    ['id', id],
    ['url', url],
    ['events', events?.join(', ') ?? 'all'],
  ]);
}

function sentText({ id, webhookId }: WebhookDelivery): string {
  return `message ${id} is sent now: "autobalancer webhook deliveries ${webhookId}" shows what becomes of it`;
}
