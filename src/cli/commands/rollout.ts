import { type Command, InvalidArgumentError } from 'commander';
import type { CohortCount, Member, Rollout } from '../../domain/rollout';
import type { RolloutPreview } from '../../domain/rollout-preview';
import { DEFAULT_ABORT_PERCENT, DEFAULT_COHORTS, DEFAULT_PER_MINUTE, parseRollout } from '../../input/rollout';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { facts, table } from '../screen/table';

export function addRolloutCommands(program: Command, cli: Cli): void {
  const rollout = program.command('rollout').description('versions of models on their way to the portfolios');
  addPreview(rollout, cli);
  addStart(rollout, cli);
  addList(rollout, cli);
  addShow(rollout, cli);
  addChange(rollout, cli, 'pause', 'PAUSED', 'pause a roll-out: no other portfolio gets the version');
  addChange(rollout, cli, 'resume', 'RUNNING', 'go on with a roll-out that is paused');
  addChange(rollout, cli, 'abort', 'ABORTED', 'end a roll-out: portfolios that have the version keep it');
}

const ID = 'the roll-out, as "rollout list" shows it';

function addPreview(rollout: Command, cli: Cli): void {
  const preview = rollout
    .command('preview')
    .description('add up what rolling out a version would do now; nothing is stored')
    .argument('<model>', 'the model')
    .argument('<version>', 'the version', wholeNumber)
    .option('--cost-basis-points <number>', 'what is lost of what is bought and sold; 5 unless given')
    .option('--requests-per-minute <number>', 'what the broker allows; 200 unless given', wholeNumber)
    .action(
      cli.answers(
        async (modelId: string, version: number, given: { costBasisPoints?: string; requestsPerMinute?: number }) => {
          const { preview: shown } = taken(await cli.door().previewRollout({ modelId, version, ...given }));
          return { json: { preview: shown }, text: previewText(shown, cli) };
        },
      ),
    );
  examples(preview, 'rollout preview growth 2', 'rollout preview growth 2 --requests-per-minute 1000 --json');
}

function addStart(rollout: Command, cli: Cli): void {
  const start = rollout
    .command('start')
    .description('bring a version to the portfolios that follow the model, cohort by cohort')
    .argument('<model>', 'the model')
    .argument('<version>', 'the version', wholeNumber)
    .option('--cohorts <percents>', `rising percents, 100 at the end; ${DEFAULT_COHORTS.join()} unless given`, percents)
    .option('--abort-percent <percent>', `of a cohort, how many may end badly; ${DEFAULT_ABORT_PERCENT} unless given`)
    .option('--per-minute <number>', `how many portfolios a minute; ${DEFAULT_PER_MINUTE} unless given`, wholeNumber)
    .action(
      cli.answers(
        async (
          modelId: string,
          version: number,
          given: { cohorts?: number[]; abortPercent?: string; perMinute?: number },
        ) => {
          const asked = parseRollout({ modelId, version, ...given });
          const { rollout: started } = taken(await cli.door().startRollout(asked));
          return { json: { rollout: started }, text: rolloutText(started) };
        },
      ),
    );
  examples(
    start,
    'rollout start growth 2',
    'rollout start growth 2 --cohorts 5,100 --abort-percent 2 --per-minute 300',
  );
}

function addList(rollout: Command, cli: Cli): void {
  const list = rollout
    .command('list')
    .description('list roll-outs, the latest first')
    .option('--model <id>', 'of this model only')
    .option('--limit <number>', 'show at most this many', wholeNumber, 20)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async ({ model, ...page }: { model?: string; limit: number; after?: string }) => {
        const { rollouts, next } = await cli.door().listRollouts({ modelId: model, ...page });
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        const text = rollouts.length === 0 ? 'There is no roll-out.' : table(HEADINGS, rollouts.map(rowOf), cli.screen);
        return { json: { rollouts, next }, text: text + more };
      }),
    );
  examples(list, 'rollout list', 'rollout list --model growth');
}

function addShow(rollout: Command, cli: Cli): void {
  const show = rollout
    .command('show')
    .description('show how far a roll-out is, and which portfolios ended badly')
    .argument('<id>', ID)
    .option('--limit <number>', 'show at most this many of them', wholeNumber, 50)
    .action(
      cli.answers(async (rolloutId: string, { limit }: { limit: number }) => {
        const { rollout: found, counts } = taken(await cli.door().showRollout(rolloutId));
        const asked = { rolloutId, state: 'FAILED', limit } as const;
        const { portfolios: failed } = taken(await cli.door().listRolloutPortfolios(asked));
        const text = [
          rolloutText(found),
          table(COHORT_HEADINGS, counts.map(countRow), cli.screen),
          ...(failed.length === 0 ? [] : [table(MEMBER_HEADINGS, failed.map(memberRow), cli.screen)]),
        ].join('\n\n');
        return { json: { rollout: found, counts, failed }, text };
      }),
    );
  examples(show, 'rollout show 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10');
}

function addChange(
  rollout: Command,
  cli: Cli,
  verb: string,
  to: 'PAUSED' | 'RUNNING' | 'ABORTED',
  description: string,
): void {
  const change = rollout
    .command(verb)
    .description(description)
    .argument('<id>', ID)
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (rolloutId: string, { reason }: { reason: string }) => {
        const { rollout: changed } = taken(await cli.door().changeRollout({ rolloutId, to, reason }));
        return { json: { rollout: changed }, text: rolloutText(changed) };
      }),
    );
  examples(change, `rollout ${verb} 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10 --reason "the first customers called"`);
}

function percents(text: string): number[] {
  if (!/^[0-9]{1,3}(,[0-9]{1,3})*$/.test(text)) throw new InvalidArgumentError('It must be percents such as 1,10,100.');
  return text.split(',').map((part) => Number.parseInt(part, 10));
}

const HEADINGS = ['ID', 'MODEL', 'VERSION', 'STATE', 'COHORT', 'STARTED BY', 'AT', 'WHY'];
const COHORT_HEADINGS = ['COHORT', 'WAITING', 'AT WORK', 'DONE', 'FAILED'];
const MEMBER_HEADINGS = ['PORTFOLIO', 'COHORT', 'WHY', 'BATCH'];

function rowOf({ id, modelId, version, state, cohort, cohorts, startedBy, startedAt, stateReason }: Rollout): string[] {
  const at = `${cohort} of ${cohorts.length}`;
  return [id, modelId, `${version}`, state, at, startedBy, startedAt, stateReason ?? ''];
}

function countRow({ cohort, waiting, applied, done, failed }: CohortCount): string[] {
  return [`${cohort}`, `${waiting}`, `${applied}`, `${done}`, `${failed}`];
}

function memberRow({ portfolioId, cohort, code, batchId }: Member): string[] {
  return [portfolioId, `${cohort}`, code ?? '', batchId ?? ''];
}

function rolloutText({
  id,
  modelId,
  version,
  state,
  stateReason,
  cohort,
  cohorts,
  abortPercent,
  perMinute,
}: Rollout): string {
  return facts([
    ['roll-out', id],
    ['of', `${modelId}, version ${version}`],
    ['state', stateReason === null ? state : `${state}: ${stateReason}`],
    ['cohort', `${cohort} of ${cohorts.length} (${cohorts.join(', ')} %)`],
    ['rule', `aborts when more than ${abortPercent} % of a cohort end badly; ${perMinute} portfolios a minute`],
  ]);
}

function previewText(preview: RolloutPreview, cli: Cli): string {
  const about = facts([
    ['portfolios', `${preview.subscribers} follow the model, ${preview.pinned} of them pinned`],
    ['have it already', `${preview.unchanged}`],
    ['would trade', `${preview.accounts}, with ${preview.orders} orders`],
    ['trade nothing', `${preview.withinThreshold}, because they stay within their threshold`],
    ['bought, sold', `$${preview.bought}, $${preview.sold}`],
    ['cost', `about $${preview.cost}`],
    ['requests', `${preview.requests}, for ${preview.minutes} minutes`],
  ]);
  if (preview.refused.length === 0) return about;
  const rows = preview.refused.map(({ code, count, example }) => [code, `${count}`, example]);
  return `${about}\n\n${table(['REFUSED AS', 'PORTFOLIOS', 'ONE OF THEM'], rows, cli.screen)}`;
}
