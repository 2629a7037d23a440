import type { Command } from 'commander';
import type { Actor } from '../ledger/ledger';
import type { Connections } from './connections';
import type { Screen } from './screen/screen';

/** What a command says when it succeeds: as JSON `{ "ok": true, … }`, or as text for people. */
export interface Answer {
  json: object;
  text: string;
}

/** What every command is given. */
export interface Cli {
  connections: Connections;
  screen: Screen;
  env: NodeJS.ProcessEnv;
  /** Where the workers are; the product's own task queue unless given. */
  taskQueue: string | undefined;
  /** Ends with Ctrl-C: whoever waits stops waiting. */
  signal: AbortSignal;
  /** Who the ledger's audit names, and when. */
  by(): Actor;
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
