import type { Command } from 'commander';
import type { Model, ModelVersion, VersionCount } from '../../../domain/model';
import type { Target } from '../../../domain/portfolio';
import { type ModelInput, parseModel, parseVersion } from '../../../input/model';
import { objectOf } from '../../../input/portfolio';
import { wholeNumber } from '../../arguments';
import { type Cli, examples } from '../../cli';
import { taken } from '../../failure';
import { readJson } from '../../json-file';
import { facts, table } from '../../screen/table';
import { addSubscriptionCommands } from './subscription';

const FILE = `JSON, or - for standard input:
{ "id", "name", "targets": [{ "symbol", "percent" }], "policy"?: { "driftThreshold", … } }`;
const VERSION_FILE = `JSON, or - for standard input:
{ "targets": [{ "symbol", "percent" }], "policy"?: { "driftThreshold", … } }`;

export function addModelCommands(program: Command, cli: Cli): void {
  const model = program.command('model').description('targets and a policy that many portfolios follow');
  addCreate(model, cli);
  addVersion(model, cli);
  addList(model, cli);
  addShow(model, cli);
  addArchive(model, cli);
  addSubscriptionCommands(model, cli);
}

function addCreate(model: Command, cli: Cli): void {
  const create = model
    .command('create')
    .description('create a model with its first version')
    .argument('<file>', FILE)
    .action(
      cli.answers(async (file: string) => {
        const { id, name, targets, policy } = objectOf(await readJson(file), 'a model', 'file');
        const given = {
          id: typeof id === 'string' ? id : '',
          name: typeof name === 'string' ? name : '',
          targets,
          ...(policy !== undefined && { policy }),
        };
        // Mistakes in the file are reported before any server is asked.
        parseModel(given);
        const made = taken(await cli.door().createModel(given)).model;
        return { json: { model: made }, text: `Model ${made.id} has its first version.` };
      }),
    );
  examples(create, 'model create growth.json');
}

function addVersion(model: Command, cli: Cli): void {
  const version = model
    .command('version')
    .description('add a version to a model: no portfolio has it before it is rolled out')
    .argument('<id>', 'the model')
    .argument('<file>', VERSION_FILE)
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (modelId: string, file: string, { reason }: { reason: string }) => {
        const { targets, policy } = objectOf(await readJson(file), 'a version', 'file');
        const given: Pick<ModelInput, 'targets' | 'policy'> = { targets, ...(policy !== undefined && { policy }) };
        parseVersion(given);
        const added = taken(await cli.door().addModelVersion({ modelId, reason, ...given }));
        return { json: { version: added.version }, text: `Model ${modelId} has version ${added.version}.` };
      }),
    );
  examples(version, 'model version growth growth-2.json --reason "bonds instead of cash"');
}

function addList(model: Command, cli: Cli): void {
  const list = model
    .command('list')
    .description('list the models')
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async (page: { limit: number; after?: string }) => {
        const { models, next } = await cli.door().listModels(page);
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        const text = models.length === 0 ? 'There is no model.' : table(HEADINGS, models.map(rowOf), cli.screen) + more;
        return { json: { models, next }, text };
      }),
    );
  examples(list, 'model list', 'model list --json');
}

function addShow(model: Command, cli: Cli): void {
  const show = model
    .command('show')
    .description('show a model, its versions, and how many portfolios have each')
    .argument('<id>', 'the model')
    .option('--limit <number>', 'show at most this many versions, the newest first', wholeNumber, 20)
    .action(
      cli.answers(async (modelId: string, { limit }: { limit: number }) => {
        const { model: found, subscribers } = taken(await cli.door().showModel(modelId));
        const { versions } = taken(await cli.door().listModelVersions({ modelId, limit }));
        const about = facts([
          ['model', `${found.id} (${found.name})`],
          ['status', found.status],
          ['current version', `${found.current}`],
        ]);
        const rows = versions.map((one) => versionRow(one, subscribers));
        return {
          json: { model: found, subscribers, versions },
          text: `${about}\n\n${table(VERSION_HEADINGS, rows, cli.screen)}`,
        };
      }),
    );
  examples(show, 'model show growth');
}

function addArchive(model: Command, cli: Cli): void {
  const archive = model
    .command('archive')
    .description('end a model that no portfolio follows')
    .argument('<id>', 'the model')
    .action(
      cli.answers(async (modelId: string) => {
        const { model: archived } = taken(await cli.door().archiveModel(modelId));
        return { json: { model: archived }, text: `Model ${modelId} is archived.` };
      }),
    );
  examples(archive, 'model archive growth');
}

const HEADINGS = ['ID', 'NAME', 'STATUS', 'NEWEST', 'CURRENT', 'CREATED BY', 'AT'];
const VERSION_HEADINGS = ['VERSION', 'PORTFOLIOS', 'PINNED', 'TARGETS', 'POLICY', 'BY', 'AT', 'WHY'];

function rowOf({ id, name, status, latest, current, createdBy, createdAt }: Model): string[] {
  return [id, name, status, `${latest}`, `${current}`, createdBy, createdAt];
}

function versionRow(one: ModelVersion, subscribers: readonly VersionCount[]): string[] {
  const { version, targets, policy, by, at, reason } = one;
  const count = subscribers.find((other) => other.version === version);
  return [
    `${version}`,
    `${count?.subscribers ?? 0}`,
    `${count?.pinned ?? 0}`,
    targetsText(targets),
    policy === null ? 'of each' : 'of the model',
    by,
    at,
    reason,
  ];
}

function targetsText(targets: readonly Target[]): string {
  return targets.map(({ symbol, percent }) => `${symbol} ${percent}`).join(', ');
}
