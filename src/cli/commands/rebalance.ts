import type { Command } from 'commander';
import { shortfallText } from '../../domain/shortfall';
import type { Outcome } from '../../domain/steps';
import type { ReleaseAnswer } from '../../operations/plan-proposals';
import type { RequestRebalanceAnswer } from '../../operations/request-rebalance';
import { wholeNumber } from '../arguments';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, failureFor, refusalFailure } from '../failure';
import { within } from '../within';

/** A running worker answers sooner than this. */
const ANSWER_MS = 10_000;

const WAIT = 'with --wait this command does';

interface Options {
  invest?: boolean;
  wait?: boolean;
  timeout: number;
}

export function addRebalanceCommand(program: Command, cli: Cli): void {
  const command = program
    .command('rebalance')
    .description('ask for a rebalance of a portfolio')
    .argument('<id>', 'the portfolio')
    .option('--invest', 'only buy, with the cash above the reserve')
    .option('--wait', 'wait for the outcome; if a rebalance is under way already, wait for that one')
    .option('--timeout <seconds>', 'give up waiting after this many seconds; the rebalance continues', wholeNumber, 300)
    .action(
      cli.answers(async (id: string, { invest = false, wait = false, timeout }: Options) => {
        const door = cli.door();
        const ask = () => (invest ? door.requestInvestment(id) : door.requestRebalance(id));
        return answerOfRun(
          cli,
          { what: `rebalance of ${id}`, shows: `batches ${id}`, ask, joins: true },
          { wait, timeout },
        );
      }),
    );
  examples(command, 'rebalance anna', 'rebalance anna --invest', 'rebalance anna --wait --timeout 60');
}

interface Wanted {
  /** "rebalance of anna" */
  what: string;
  /** The command that shows how it ends. */
  shows: string;
  ask: () => Promise<RunAnswer>;
  /** To wait for a rebalance that is under way already is as good. */
  joins: boolean;
}

/** What `ask` answers. */
export type RunAnswer = RequestRebalanceAnswer | ReleaseAnswer;

/** Asks for a run and, with `wait`, answers what came of it. @throws Failure */
export async function answerOfRun(
  cli: Cli,
  { what, shows, ask, joins }: Wanted,
  { wait, timeout }: { wait: boolean; timeout: number },
): Promise<Answer> {
  await cli.door().connect();
  const asked = await within(
    ask,
    ANSWER_MS,
    cli.signal,
    `no worker answered within ${ANSWER_MS / 1000} s, so it is not known whether the ${what} started: start a worker with "autobalancer worker"`,
  );
  if (!asked.ok && !(wait && joins && asked.refusal === 'REBALANCE_RUNNING'))
    throw asked.refusal === 'REBALANCE_RUNNING' && joins
      ? refusalFailure({ code: asked.refusal, detail: WAIT })
      : failureFor(asked);
  if (!('rebalance' in asked)) throw failureFor(asked);
  const { workflowId, runId, result } = asked.rebalance;
  if (!wait) return { json: { workflowId, runId }, text: `${capital(what)} started: ${workflowId}` };
  const awaited = { workflowId, runId, wasUnderWay: !asked.ok };
  if (!asked.ok) cli.progress(`A ${what} is under way already: waiting for its outcome.`);
  const follow = `: "autobalancer ${shows}" shows how it ends`;
  const outcome = await within(
    result,
    timeout * 1000,
    cli.signal,
    `the ${what} has not ended after ${timeout} s and continues${follow}`,
    awaited,
    follow,
  );
  return answerOf(outcome, awaited);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @throws Failure for every outcome that is not what was asked for. */
function answerOf(outcome: Outcome, awaited: object): Answer {
  const json = { ...awaited, ...outcome };
  switch (outcome.outcome) {
    case 'REBALANCED':
      return {
        json,
        text: `REBALANCED: drift ${outcome.driftBefore} % → ${outcome.driftAfter} %, batch ${outcome.batchId}`,
      };
    case 'ADJUSTED':
      return {
        json,
        text: `ADJUSTED: drift ${outcome.driftBefore} % → ${outcome.driftAfter} %, batch ${outcome.batchId}, without ${outcome.shortfalls.map(shortfallText).join(', ')}`,
      };
    case 'NOT_NEEDED':
      return { json, text: `NOT_NEEDED: drift ${outcome.drift} % is within the threshold` };
    case 'REFUSED':
      throw refusalFailure(outcome.refusal, json);
    case 'ROLLED_BACK':
      throw new Failure(
        'ROLLED_BACK',
        EXIT.failed,
        `the batch was rolled back because of ${outcome.cause.code}: ${outcome.cause.message}; change of cash: ${outcome.residual}`,
        { answer: json },
      );
    case 'STALE':
      throw new Failure(
        'PORTFOLIO_STALE',
        EXIT.stale,
        `the portfolio is STALE (${outcome.reason}${outcome.cause === null ? '' : `: ${outcome.cause.message}`}): an operator has to resolve it`,
        { answer: json },
      );
  }
}
