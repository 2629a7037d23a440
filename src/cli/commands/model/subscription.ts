import type { Command } from 'commander';
import type { Subscription } from '../../../domain/model';
import { type OverridesInput, parseOverrides, parseSubstitutes } from '../../../input/model';
import { wholeNumber } from '../../arguments';
import { type Answer, type Cli, examples } from '../../cli';
import { taken } from '../../failure';
import { facts, table } from '../../screen/table';

export function addSubscriptionCommands(model: Command, cli: Cli): void {
  addSubscribe(model, cli);
  addUnsubscribe(model, cli);
  addPin(model, cli);
  addOverride(model, cli);
  addSubscription(model, cli);
  addSubscribers(model, cli);
}

interface OverrideOptions {
  exclude?: string[];
  substitute?: string[];
  cashReserve?: string;
}

function withOverrides(command: Command): Command {
  return command
    .option('--exclude <symbol...>', 'symbols that the portfolio does not have: the others share their part')
    .option('--substitute <symbol=symbol...>', 'a symbol of the model, and what takes its place')
    .option('--cash-reserve <percent>', 'how much of the value stays in cash');
}

function addSubscribe(model: Command, cli: Cli): void {
  const subscribe = withOverrides(
    model
      .command('subscribe')
      .description('have a portfolio follow a model: its targets are those of the model from now on')
      .argument('<portfolio>', 'the portfolio')
      .argument('<model>', 'the model')
      .option('--pin <version>', 'stay with this version, whatever is rolled out', wholeNumber),
  ).action(
    cli.answers(async (portfolioId: string, modelId: string, { pin, ...given }: OverrideOptions & { pin?: number }) => {
      const overrides = overridesOf(given);
      const asked = { portfolioId, modelId, pinned: pin ?? null, overrides };
      return answerOf(taken(await cli.door().subscribe(asked)).subscription);
    }),
  );
  examples(
    subscribe,
    'model subscribe anna growth',
    'model subscribe anna growth --exclude TSLA --substitute META=GOOGL --cash-reserve 2',
  );
}

function addUnsubscribe(model: Command, cli: Cli): void {
  const unsubscribe = model
    .command('unsubscribe')
    .description('end a subscription: the portfolio keeps the targets that it has')
    .argument('<portfolio>', 'the portfolio')
    .action(
      cli.answers(async (portfolioId: string) => {
        const { subscription } = taken(await cli.door().unsubscribe(portfolioId));
        const text = `Portfolio ${portfolioId} follows ${subscription.modelId} no longer, and keeps its targets.`;
        return { json: { subscription }, text };
      }),
    );
  examples(unsubscribe, 'model unsubscribe anna');
}

function addPin(model: Command, cli: Cli): void {
  const pin = model
    .command('pin')
    .description('keep a portfolio at a version of its model, or let it follow again')
    .argument('<portfolio>', 'the portfolio')
    .argument('[version]', 'the version; without one it follows again', wholeNumber)
    .action(
      cli.answers(async (portfolioId: string, version?: number) => {
        const changed = await cli.door().changeSubscription({ portfolioId, pinned: version ?? null });
        return answerOf(taken(changed).subscription);
      }),
    );
  examples(pin, 'model pin anna 3', 'model pin anna');
}

function addOverride(model: Command, cli: Cli): void {
  const override = withOverrides(
    model
      .command('override')
      .description('replace what a portfolio has differently from its model; without options it differs in nothing')
      .argument('<portfolio>', 'the portfolio'),
  ).action(
    cli.answers(async (portfolioId: string, given: OverrideOptions) => {
      const changed = await cli.door().changeSubscription({ portfolioId, overrides: overridesOf(given) });
      return answerOf(taken(changed).subscription);
    }),
  );
  examples(override, 'model override anna --exclude TSLA', 'model override anna');
}

function addSubscription(model: Command, cli: Cli): void {
  const subscription = model
    .command('subscription')
    .description('show which model a portfolio follows')
    .argument('<portfolio>', 'the portfolio')
    .action(
      cli.answers(async (portfolioId: string) =>
        answerOf(taken(await cli.door().showSubscription(portfolioId)).subscription),
      ),
    );
  examples(subscription, 'model subscription anna');
}

function addSubscribers(model: Command, cli: Cli): void {
  const subscribers = model
    .command('subscribers')
    .description('list the portfolios that follow a model')
    .argument('<id>', 'the model')
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async (modelId: string, page: { limit: number; after?: string }) => {
        const { subscriptions, next } = taken(await cli.door().listSubscriptions({ modelId, ...page }));
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        const text = table(HEADINGS, subscriptions.map(rowOf), cli.screen) + more;
        return {
          json: { subscriptions, next },
          text: subscriptions.length === 0 ? 'No portfolio follows the model.' : text,
        };
      }),
    );
  examples(subscribers, 'model subscribers growth');
}

/** @throws InputRefused */
function overridesOf({ exclude, substitute, cashReserve }: OverrideOptions): OverridesInput {
  return parseOverrides({ exclude, substitute: parseSubstitutes(substitute ?? []), cashReserve });
}

const HEADINGS = ['PORTFOLIO', 'VERSION', 'PINNED', 'DIFFERS IN', 'SINCE'];

function rowOf(subscription: Subscription): string[] {
  const { portfolioId, version, pinned, appliedAt } = subscription;
  return [portfolioId, `${version}`, pinned === null ? '' : 'yes', overridesText(subscription), appliedAt];
}

function answerOf(subscription: Subscription): Answer {
  const { portfolioId, modelId, version, pinned } = subscription;
  const text = facts([
    ['portfolio', portfolioId],
    ['follows', `${modelId}, version ${version}${pinned === null ? '' : ' (pinned)'}`],
    ['differs in', overridesText(subscription)],
  ]);
  return { json: { subscription }, text };
}

function overridesText({ overrides: { exclude, substitute, cashReserve } }: Subscription): string {
  const parts = [
    ...exclude.map((symbol) => `no ${symbol}`),
    ...Object.entries(substitute).map(([symbol, instead]) => `${instead} for ${symbol}`),
    ...(cashReserve === null ? [] : [`cash reserve ${cashReserve} %`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
