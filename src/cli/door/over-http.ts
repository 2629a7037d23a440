// Which API a command asks, if one is named, and which commands can ask one.

import type { Command } from 'commander';
import { createSecrets } from '../../secrets';
import { EXIT, Failure } from '../failure';
import type { HttpSettings } from './http';

const HAVE_A_DOOR = new Set([
  ...['list', 'show', 'create', 'set-targets', 'pause', 'resume', 'close'].map((verb) => `portfolio ${verb}`),
  ...['activities list', 'batches', 'orders', 'freeze', 'stale list', 'refused list', 'trading show', 'trading set'],
  ...['price jumps', 'price accept', 'approvals list', 'approvals approve', 'approvals reject'],
  ...['key create', 'key list', 'key revoke', 'audit show'],
  ...['create', 'list', 'enable', 'disable', 'rotate', 'remove', 'deliveries', 'resend', 'test'].map(
    (verb) => `webhook ${verb}`,
  ),
]);
/** They ask no server. */
const ASK_NOBODY = new Set(['completion']);

/** Returns where the API is and the key for it; undefined when none is named. @throws Failure CONFIGURATION */
export function httpSettings(env: NodeJS.ProcessEnv, option: string | undefined): HttpSettings | undefined {
  const url = option ?? env.AUTOBALANCER_URL ?? '';
  if (url === '') return undefined;
  if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(url))
    throw configuration('AUTOBALANCER_URL', `must be a URL such as https://autobalancer.example.com, not ${url}`);
  const secrets = createSecrets(env, () => performance.now());
  const problem = secrets.problem();
  if (problem !== undefined) throw new Failure('CONFIGURATION', EXIT.configuration, problem);
  const key = secrets.now('AUTOBALANCER_KEY');
  if (key === undefined)
    throw configuration(
      'AUTOBALANCER_KEY',
      'must be set, or AUTOBALANCER_KEY_FILE: an admin makes a key with "autobalancer key create"',
    );
  return { url, key };
}

/** @throws Failure NOT_OVER_HTTP when this command works on the servers themselves */
export function refuseOverHttp(command: Command, actor: string | undefined): void {
  const path = pathOf(command);
  if (ASK_NOBODY.has(path)) return;
  if (!HAVE_A_DOOR.has(path))
    throw new Failure(
      'NOT_OVER_HTTP',
      EXIT.refused,
      `"${path}" works on the servers themselves, not over the HTTP API: run it beside them, without --url and AUTOBALANCER_URL`,
      { field: '--url' },
    );
  if (actor !== undefined)
    throw new Failure('USAGE', EXIT.refused, 'over the HTTP API the key says who you are: leave --actor out', {
      field: '--actor',
    });
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

function configuration(name: string, rule: string): Failure {
  return new Failure('CONFIGURATION', EXIT.configuration, `${name} ${rule}`, { field: name });
}
