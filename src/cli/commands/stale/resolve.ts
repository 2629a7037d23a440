import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { PortfolioStatus } from '../../../domain/portfolio';
import { NEEDS_EVIDENCE } from '../../../domain/stale';
import { type ResolveStaleInput, STALE_ACTIONS } from '../../../operations/resolve-stale';
import { wholeNumber } from '../../arguments';
import { type Answer, type Cli, examples } from '../../cli';
import { EXIT, Failure, failureKnowing, taken } from '../../failure';
import { table } from '../../screen/table';
import { within } from '../../within';

interface Options {
  reason?: string;
  action: ResolveStaleInput['action'];
  note: string;
  evidence?: string;
  rate: number;
  yes?: boolean;
  timeout: number;
}

export function addStaleResolveCommand(stale: Command, cli: Cli): void {
  const command = stale
    .command('resolve')
    .description('resolve STALE portfolios, and wait for the result')
    .argument('[id...]', 'the portfolios')
    .option('--reason <reason>', 'instead of ids: all portfolios that are STALE for this reason')
    .addOption(new Option('--action <action>', 'what to do').choices(STALE_ACTIONS).makeOptionMandatory())
    .requiredOption('--note <text>', 'why, for the audit')
    .option('--evidence <hash>', 'the evidence, as "stale show" prints it: nothing is done if it has changed since')
    .option('--rate <number>', 'resolve at most this many a minute', wholeNumber, 60)
    .option('--yes', 'do not ask for confirmation with --reason')
    .option('--timeout <seconds>', 'give up waiting for each after this many seconds; it continues', wholeNumber, 120)
    .action(
      cli.answers(async (given: string[], options: Options) => {
        const decisions = await chosen(cli, given, options);
        const results: Result[] = [];
        for (const [index, decision] of decisions.entries()) {
          try {
            if (index > 0) await delay(60_000 / options.rate, undefined, { signal: cli.signal });
            results.push(await resolveOne(cli, decision, options));
          } catch (error) {
            throw failureKnowing(error, { answer: { results } });
          }
          cli.progress(`${results.length}/${decisions.length} ${decision.portfolioId} ${results.at(-1)?.status}`);
        }
        return answerOf(results, cli);
      }),
    );
  examples(
    command,
    'stale resolve anna --action adopt-positions --evidence 6b1f0d9c3a52e874 --note "the broker\'s statement is right"',
    'stale resolve --reason BOOKS_DIFFER --action adopt-positions --note "dividend in shares" --rate 30',
  );
}

/** The state of one portfolio after its `resolve`. */
interface Result {
  id: string;
  status: PortfolioStatus;
  message: string;
}

/** What to resolve, and the evidence that the decision is based on. */
interface Decision {
  portfolioId: string;
  evidence: string | undefined;
}

/** Many portfolios are resolved only after somebody has seen how many, and on the evidence of that moment. */
async function chosen(cli: Cli, ids: string[], { reason, ...options }: Options): Promise<Decision[]> {
  const { action, evidence, yes = false } = options;
  if (ids.length > 0 === (reason !== undefined))
    throw new Failure('USAGE', EXIT.refused, 'name portfolios, or a --reason, not both', { field: '--reason' });
  if (evidence !== undefined ? ids.length !== 1 : ids.length > 0 && NEEDS_EVIDENCE.has(action))
    throw new Failure(
      'USAGE',
      EXIT.refused,
      `${action} needs one portfolio and the --evidence that "autobalancer stale show" names, or a --reason`,
      { field: '--evidence' },
    );
  if (reason === undefined) return ids.map((portfolioId) => ({ portfolioId, evidence }));
  const found = await cli.door().staleEvidence(reason);
  if (found.length === 0 || yes) return found;
  if (cli.ask === undefined)
    throw new Failure(
      'NOT_CONFIRMED',
      EXIT.refused,
      `${found.length} portfolios are STALE with ${reason}, and there is no terminal to ask for confirmation: add --yes to resolve them all`,
      { field: '--yes' },
    );
  const question = `${action} for ${found.length} portfolios? Type ${found.length} to continue: `;
  // Ctrl-C and Ctrl-D are answers too.
  const answer = await cli.ask(question).catch(() => '');
  if (answer.trim() !== `${found.length}`)
    throw new Failure('NOT_CONFIRMED', EXIT.refused, 'nothing was resolved: the number was not typed');
  return found;
}

async function resolveOne(cli: Cli, decision: Decision, { action, note, timeout }: Options): Promise<Result> {
  const { portfolioId: id } = decision;
  const door = cli.door();
  await door.connect();
  const answer = await within(
    () => door.resolveStale({ ...decision, action, note }),
    timeout * 1000,
    cli.signal,
    `${action} of ${id} has not ended after ${timeout} s and continues: "autobalancer stale show ${id}" shows the result`,
  );
  const { verdict } = taken(answer);
  if (verdict.status === 'STALE') return { id, status: 'STALE', message: `${verdict.reason}: ${verdict.message}` };
  return { id, status: verdict.portfolio ?? 'ACTIVE', message: verdict.message };
}

/** @throws Failure PORTFOLIO_STALE when one is still STALE. */
function answerOf(results: Result[], { screen }: Cli): Answer {
  const still = results.filter(({ status }) => status === 'STALE');
  const [first] = still;
  if (first !== undefined)
    throw new Failure(
      'PORTFOLIO_STALE',
      EXIT.stale,
      `${still.length} of ${results.length} are still STALE, ${first.id} because of ${first.message}`,
      { answer: { results } },
    );
  const rows = results.map(({ id, status, message }) => [id, status, message]);
  return {
    json: { results },
    text: rows.length === 0 ? 'No portfolio is STALE for this reason.' : table(['ID', 'STATUS', ''], rows, screen),
  };
}
