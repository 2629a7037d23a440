import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { checkPortfolios, type PortfolioCheck } from '../../operations/check-portfolios';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { EXIT, Failure, failureKnowing, taken } from '../failure';
import type { Screen } from '../screen/screen';
import { table } from '../screen/table';

export function addCheckCommand(program: Command, cli: Cli): void {
  const command = program
    .command('check')
    .description('compare ledger, broker, audit and Temporal by the rules of docs/faults.md; changes nothing')
    .argument('[id...]', 'the portfolios; all that are not CLOSED if none is given')
    .option('--days <number>', 'how many days back to read batches and the orders at the broker', wholeNumber, 30)
    .option(
      '--rate <number>',
      'check at most this many portfolios a minute; each takes five requests to the broker',
      wholeNumber,
      20,
    )
    .action(
      cli.answers(async (ids: string[], options: Options) => {
        const results: PortfolioCheck[] = [];
        try {
          await checkAll(cli, ids, options, results);
        } catch (error) {
          if (results.length === 0) throw error;
          throw failureKnowing(error, { answer: { portfolios: results }, text: textOf(results, cli.screen) });
        }
        return answerOf(results, cli);
      }),
    );
  examples(command, 'check', 'check anna bob', 'check --days 365 --rate 5 --json');
}

interface Options {
  days: number;
  rate: number;
}

const PROGRESS_EVERY = 100;

async function checkAll(cli: Cli, portfolioIds: string[], options: Options, results: PortfolioCheck[]): Promise<void> {
  const { client, ...deps } = await cli.open('client', 'ledger', 'broker');
  const pace = {
    pause: (ms: number) => pause(cli, ms),
    found: (result: PortfolioCheck) => {
      results.push(result);
      if (results.length % PROGRESS_EVERY === 0)
        cli.progress(`${results.length} portfolios, the last is ${result.portfolioId}`);
    },
    waits: (ms: number) => cli.progress(`waiting ${Math.ceil(ms / 1_000)} s for the broker's request budget`),
  };
  taken(await checkPortfolios({ ...deps, whatRuns: client.whatRuns }, { portfolioIds, ...options }, pace));
}

/** @throws Failure INTERRUPTED */
async function pause({ signal }: Cli, ms: number): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
  if (signal.aborted)
    throw new Failure('INTERRUPTED', EXIT.failed, 'you stopped the check: the remaining portfolios were not checked');
}

/** @throws Failure RULE_BROKEN when one is, NOT_CHECKED when a portfolio could not be read. */
function answerOf(results: PortfolioCheck[], { screen }: Cli) {
  const known = { answer: { portfolios: results }, text: textOf(results, screen) };
  const broken = results.flatMap((result) => (result.state === 'checked' ? violationsOf(result) : []));
  const [first] = broken;
  if (first !== undefined) {
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    const message = `${first.portfolioId}, ${first.invariant}: ${first.message}${more}. docs/runbook.md says what to do`;
    throw new Failure('RULE_BROKEN', EXIT.failed, message, known);
  }
  const unread = results.filter(({ state }) => state === 'unreadable');
  if (unread[0] !== undefined) {
    const message = `${unread.length} could not be read, ${unread[0].portfolioId} is the first`;
    throw new Failure('NOT_CHECKED', EXIT.failed, message, known);
  }
  return { json: known.answer, text: known.text };
}

function violationsOf({ portfolioId, violations }: PortfolioCheck & { state: 'checked' }) {
  return violations.map((violation) => ({ portfolioId, ...violation }));
}

/** What was found, and how many portfolios were checked. */
function textOf(results: PortfolioCheck[], screen: Screen): string {
  const findings = findingsIn(results);
  const counted = (state: PortfolioCheck['state']) => results.filter((result) => result.state === state).length;
  const stale = results.filter((result) => result.state === 'checked' && result.status === 'STALE').length;
  return [
    ...(findings.length === 0 ? [] : [table(['PORTFOLIO', 'RULE', 'FOUND'], findings, screen)]),
    [
      `${counted('checked')} checked`,
      ...(stale === 0 ? [] : [`${stale} of them STALE, whose books may differ: "autobalancer stale list"`]),
      ...(counted('under-way') === 0 ? [] : [`${counted('under-way')} under way: check again`]),
      ...(counted('unreadable') === 0 ? [] : [`${counted('unreadable')} could not be read`]),
      ...(counted('closed') === 0 ? [] : [`${counted('closed')} CLOSED`]),
    ].join(', '),
  ].join('\n\n');
}

/** Portfolio, rule and message of each. A finding that breaks no rule has a word in place of the rule. */
function findingsIn(results: PortfolioCheck[]): string[][] {
  return results.flatMap((result) => {
    const { portfolioId } = result;
    if (result.state === 'unreadable') return [[portfolioId, '-', result.problem]];
    if (result.state !== 'checked') return [];
    const notes = result.note === null ? [] : [[portfolioId, 'note', result.note]];
    return [...violationsOf(result).map(({ invariant, message }) => [portfolioId, invariant, message]), ...notes];
  });
}
