import type { Command } from 'commander';
import type { Principal } from '../domain/principal';
import type { OperationDeps } from '../operations/deps';
import type { Connections, Rebalances } from './connections';
import type { Door } from './door/door';
import type { Screen } from './screen/screen';

/** What a command says when it succeeds: as JSON `{ "ok": true, … }`, or as text for people. */
export interface Answer {
  json: object;
  text: string;
}

/** What a command connects to. */
export type Opened = Pick<OperationDeps, 'ledger' | 'broker' | 'market' | 'webhooks' | 'caps'> & { client: Rebalances };

/** What every command is given. */
export interface Cli {
  connections: Connections;
  screen: Screen;
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C: a command that waits stops waiting. */
  signal: AbortSignal;
  /** Who is at the terminal. @throws InputRefused when --actor is no name */
  principal(): Principal;
  /** ISO */
  now(): string;
  /** The operations: here, or behind the HTTP API that is named. */
  door(): Door;
  /** Returns what an operation needs, after connecting to it in this order. */
  open<Name extends keyof Opened>(...names: Name[]): Promise<Pick<Opened, Name> & Pick<OperationDeps, 'door' | 'now'>>;
  /** Says on stderr how far a long command is; nothing when its answer is JSON. */
  progress(line: string): void;
  /** Asks the person at the terminal; undefined when there is none. */
  ask: ((question: string) => Promise<string>) | undefined;
  /** Prints one answer of many. */
  emit(answer: Answer): void;
  /** Makes an action of `work`: its answer, if there is one, is printed as `--json` asks. */
  answers<Args extends unknown[]>(
    work: (...args: Args) => Promise<Answer | undefined>,
  ): (...args: Args) => Promise<void>;
}

/** Adds examples to a command's help. Each is what comes after the program's name. */
export function examples(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', ['', 'Examples:', ...lines.map((line) => `  $ autobalancer ${line}`)].join('\n'));
}
