import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { BrokerFault } from '../../broker/broker';
import { type CheckDeps, type Checked, checkPortfolio } from '../../check/check-portfolio';
import { type Cli, examples } from '../cli';
import { EXIT, Failure, refusalFailure } from '../failure';
import type { Screen } from '../screen/screen';
import { table } from '../screen/table';
import { everyPortfolio } from './lookup';

export function addCheckCommand(program: Command, cli: Cli): void {
  const command = program
    .command('check')
    .description(
      'compare ledger, broker, audit and Temporal of portfolios by the rules of docs/faults.md; nothing is changed',
    )
    .argument('[id...]', 'the portfolios; all that are not CLOSED unless given')
    .action(
      cli.answers(async (ids: string[]) => {
        const { connections } = cli;
        const { whatRuns } = await connections.rebalances();
        const deps: CheckDeps = { ledger: await connections.ledger(), broker: connections.broker(), whatRuns };
        const results: Result[] = [];
        for await (const id of ids.length > 0 ? ids : everyId(cli)) {
          const checked = await whenAllowed(cli, () => checkPortfolio(deps, id), results);
          if (checked.state === 'unknown') throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
          results.push({ portfolioId: id, ...checked });
          if (results.length % PROGRESS_EVERY === 0) cli.progress(`${results.length} portfolios, the last is ${id}`);
        }
        return answerOf(results, cli);
      }),
    );
  examples(command, 'check', 'check anna bob', 'check --json');
}

type Result = { portfolioId: string } & Checked;

const PROGRESS_EVERY = 100;

async function* everyId(cli: Cli): AsyncGenerator<string> {
  for await (const { id, status } of everyPortfolio(cli)) if (status !== 'CLOSED') yield id;
}

/** Waits while the broker's request budget is kept for what is traded. @throws Failure INTERRUPTED with what is known by then. */
async function whenAllowed(cli: Cli, work: () => Promise<Checked>, results: Result[]): Promise<Checked> {
  for (;;) {
    if (cli.signal.aborted) {
      const known = { answer: { portfolios: results }, text: textOf(results, cli.screen) };
      throw new Failure('INTERRUPTED', EXIT.failed, 'you stopped it: the rest was not checked', known);
    }
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BrokerFault) || error.code !== 'RATE_LIMITED') throw error;
      const waitMs = error.fields.retryAfterMs ?? 1_000;
      cli.progress(`waiting ${Math.ceil(waitMs / 1_000)} s for the broker's request budget`);
      // Ctrl-C ends it, and is seen above.
      await delay(waitMs, undefined, { signal: cli.signal }).catch(() => undefined);
    }
  }
}

/** @throws Failure RULE_BROKEN when one is. */
function answerOf(results: Result[], { screen }: Cli) {
  const json = { portfolios: results };
  const text = textOf(results, screen);
  const broken = findingsIn(results).filter(([, rule]) => rule !== NOTE);
  const [first] = broken;
  if (first === undefined) return { json, text };
  const [id, rule, message] = first;
  throw new Failure(
    'RULE_BROKEN',
    EXIT.failed,
    `${id}, ${rule}: ${message}${broken.length > 1 ? ` (and ${broken.length - 1} more)` : ''}. docs/runbook.md says what to do`,
    { field: id ?? '', answer: json, text },
  );
}

/** What was found, and how many were looked at. */
function textOf(results: Result[], screen: Screen): string {
  const findings = findingsIn(results);
  const counted = (state: Checked['state']) => results.filter((result) => result.state === state).length;
  return [
    ...(findings.length === 0 ? [] : [table(['PORTFOLIO', 'RULE', 'FOUND'], findings, screen)]),
    [
      `${counted('checked')} checked`,
      ...(counted('under-way') === 0 ? [] : [`${counted('under-way')} under way: check again`]),
      ...(counted('closed') === 0 ? [] : [`${counted('closed')} CLOSED`]),
    ].join(', '),
  ].join('\n\n');
}

function findingsIn(results: Result[]): string[][] {
  return results.flatMap((result) => (result.state === 'checked' ? findingsOf(result) : []));
}

const NOTE = 'note';

function findingsOf({ portfolioId, violations, note }: Result & { state: 'checked' }): string[][] {
  return [
    ...violations.map(({ invariant, message }) => [portfolioId, invariant, message]),
    ...(note === null ? [] : [[portfolioId, NOTE, note]]),
  ];
}
