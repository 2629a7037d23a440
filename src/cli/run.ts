import type { Writable } from 'node:stream';
import { type Command, CommanderError } from 'commander';
import { type Principal, principalOf, principalProblem } from '../domain/principal';
import { InputRefused } from '../input/refused';
import { createScrubber } from '../telemetry/redact';
import type { Answer, Cli, Opened } from './cli';
import type { Connections } from './connections';
import type { HttpSettings } from './door/http';
import { checkOverHttp, httpSettings, notOverHttp } from './door/over-http';
import { failureOf } from './failure';
import { lazily } from './lazily';
import { createProgram } from './program';

/** What the command line runs in. */
export interface World {
  env: NodeJS.ProcessEnv;
  stdout: Pick<Writable, 'write'>;
  stderr: Pick<Writable, 'write'>;
  /** Characters in a line of stdout, or undefined when it is no terminal. */
  columns: number | undefined;
  /** Lines of that terminal. */
  rows?: number;
  /** The login of who sits at the terminal, and the name of that machine. */
  login: string;
  host: string;
  signal: AbortSignal;
  /** Asks the person at the terminal; absent when there is none. */
  ask?: (question: string) => Promise<string>;
  /** Where the workers are; the product's own task queue unless given. */
  taskQueue?: string;
}

/** Runs one command line and returns its exit code. It never throws: what fails is said on stderr. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  // Looked up here and not by the parser, so that a command line that cannot be parsed is refused as JSON as well.
  const json = args.includes('--json');
  let opened: Connections | undefined;
  const connections = () => (opened ??= lazily.connections().createConnections(world.env, world.taskQueue));
  // A setting that does not work may be quoted, and a URL may hold a password.
  const scrub = createScrubber(world.env);
  const say = (text: string) => world.stdout.write(`${scrub(text)}\n`);
  const emit = (answer: Answer) => say(json ? JSON.stringify({ ok: true, ...answer.json }) : answer.text);
  const cli: Cli = {
    get connections() {
      return connections();
    },
    // A table that is drawn over and over is nothing for a program to read.
    screen: { columns: json ? undefined : world.columns, rows: world.rows },
    env: world.env,
    signal: world.signal,
    ask: world.ask,
    progress: (line) => json || world.stderr.write(`${line}\n`),
    principal: () => cliPrincipal(program.opts<{ actor?: string }>().actor ?? world.login, world.host),
    now,
    door: () => {
      if (http === undefined) return lazily.localDoor().createLocalDoor(cli);
      return lazily.remoteDoor().createRemoteDoor(lazily.http().createHttpApi(http, ended.signal), ended.signal);
    },
    open: async (...names) => {
      // A command that does not ask its door must not find a database behind the back of an API.
      if (running !== undefined && http !== undefined) throw notOverHttp(running);
      const found: Partial<Opened> = {};
      for (const name of names) Object.assign(found, { [name]: await OPENERS[name](connections()) });
      return { ...(found as Opened), door: 'cli', now };
    },
    emit,
    answers:
      (work) =>
      async (...given) => {
        const answer = await work(...given);
        if (answer !== undefined) emit(answer);
      },
  };
  let http: HttpSettings | undefined;
  let running: Command | undefined;
  const ended = new AbortController();
  // What is wrong with a command line is said below, in the form of every other failure.
  const program = createProgram(cli, {
    writeOut: (text) => world.stdout.write(text),
    writeErr: (text) => json || world.stderr.write(text),
    outputError: () => undefined,
  });
  program.hook('preAction', (_program, command) => {
    const { url, actor } = program.opts<{ url?: string; actor?: string }>();
    http = httpSettings(world.env, url);
    running = command;
    if (http !== undefined) checkOverHttp(command, actor);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version were asked for and have been shown.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code, exit, message, more } = failureOf(error);
    const { field = null, answer, text: shown } = more;
    if (!json && shown !== undefined) say(shown);
    const text = json
      ? JSON.stringify({ ok: false, code, field, message, ...answer })
      : `autobalancer: ${message} [${code}]`;
    world.stderr.write(`${scrub(text)}\n`);
    return exit;
  } finally {
    ended.abort();
    await opened?.close().catch(() => undefined);
  }
}

const now = () => new Date().toISOString();

const OPENERS: { [Name in keyof Opened]: (connections: Connections) => Opened[Name] | Promise<Opened[Name]> } = {
  ledger: ({ ledger }) => ledger(),
  broker: ({ broker }) => broker(),
  market: ({ market }) => market(),
  webhooks: ({ webhooks }) => webhooks(),
  client: ({ rebalances }) => rebalances(),
  caps: ({ config }) => config().caps,
};

function cliPrincipal(login: string, host: string): Principal {
  const parts = { kind: 'cli', login, host } as const;
  const problem = principalProblem(parts);
  if (problem !== undefined) throw new InputRefused('INVALID_ACTOR', '--actor', `--actor: ${problem}`);
  return principalOf(parts);
}
