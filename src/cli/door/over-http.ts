// Which API a command asks, if one is named, and which commands can ask one.

import type { Command } from 'commander';
import { createSecrets } from '../../secrets';
import { EXIT, Failure } from '../failure';
import type { HttpSettings } from './http';

/** The commands, or nouns of commands, that work on the servers themselves: no API can do it for them. */
const ON_THE_SERVERS = new Set([
  ...['worker', 'monitor', 'api', 'dev'],
  // It compares the ledger with the broker and Temporal, and must not believe what an API says of them.
  'check',
  // Only the people who run the simulated broker tell it what to do.
  ...['account', 'simulator', 'price set'],
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

/** Whether `--url` is nothing for this command. */
export function isOnTheServers(command: Command): boolean {
  const { parent } = command;
  return ON_THE_SERVERS.has(pathOf(command)) || (parent !== null && parent.parent !== null && isOnTheServers(parent));
}

/** @throws Failure NOT_OVER_HTTP when this command works on the servers themselves */
export function checkOverHttp(command: Command, actor: string | undefined): void {
  if (ASK_NOBODY.has(pathOf(command))) return;
  if (isOnTheServers(command)) throw notOverHttp(command);
  if (actor !== undefined)
    throw new Failure('USAGE', EXIT.refused, 'over the HTTP API the key says who you are: leave --actor out', {
      field: '--actor',
    });
}

export function notOverHttp(command: Command): Failure {
  return new Failure(
    'NOT_OVER_HTTP',
    EXIT.refused,
    `"${pathOf(command)}" works on the servers themselves, not over the HTTP API: run it beside them, without --url and AUTOBALANCER_URL`,
    { field: '--url' },
  );
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

function configuration(name: string, rule: string): Failure {
  return new Failure('CONFIGURATION', EXIT.configuration, `${name} ${rule}`, { field: name });
}
