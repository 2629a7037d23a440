#!/usr/bin/env node
// Program: the command line. src/cli/failure.ts has its exit codes.

import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { withDevSettings } from '../local/dev-settings';
import { runCli } from './run';

const INTERRUPTED_TWICE = 130;
const SECOND_AFTER_MS = 300;

async function main(): Promise<void> {
  // Who reads us has gone (`autobalancer batches anna | head -1`): there is nothing left to say.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  const interrupted = new AbortController();
  let since = 0;
  const interrupt = () => {
    // npm passes on the Ctrl-C that the terminal has sent already: a person's second one comes later.
    if (interrupted.signal.aborted && performance.now() - since > SECOND_AFTER_MS) process.exit(INTERRUPTED_TWICE);
    if (!interrupted.signal.aborted) since = performance.now();
    interrupted.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  process.exitCode = await runCli(process.argv.slice(2), {
    env: await withDevSettings(process.env),
    stdout: process.stdout,
    stderr: process.stderr,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    rows: process.stdout.rows,
    login: loginName(),
    host: hostname(),
    signal: interrupted.signal,
    ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: askAtTerminal } : {}),
  });
}

async function askAtTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return 'operator';
  }
}

void main();
