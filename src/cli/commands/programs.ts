// The programs of this package, started from the command line: each ends with Ctrl-C.

import type { Command } from 'commander';
import { spawnLeashed } from '../../local/process/leash';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure } from '../failure';

/** A worker may need this long to finish what it is doing. */
const GRACE_MS = 70_000;

export function addProgramCommands(program: Command, cli: Cli): void {
  const worker = program
    .command('worker')
    .description('run a worker until Ctrl-C: it carries out the rebalances')
    .action(
      cli.answers(async () => {
        await checkServers(cli);
        return runProgram(cli, 'worker', require.resolve('../../worker'));
      }),
    );
  examples(worker, 'worker');
  const monitor = program
    .command('monitor')
    .description('run the monitor until Ctrl-C: it watches prices and asks for rebalances')
    .action(
      cli.answers(async () => {
        await checkServers(cli);
        return runProgram(cli, 'monitor', require.resolve('../../monitor/main'));
      }),
    );
  examples(monitor, 'monitor');
  const api = program
    .command('api')
    .description('serve the HTTP API until Ctrl-C')
    .action(
      cli.answers(async () => {
        await checkServers(cli);
        return runProgram(cli, 'api', require.resolve('../../api/main'));
      }),
    );
  examples(api, 'api');
  const dev = program
    .command('dev')
    .description('run everything until Ctrl-C, with its state in .autobalancer/, and print the variables to export')
    .action(cli.answers(() => runProgram(cli, 'dev', require.resolve('../../local/dev'))));
  examples(dev, 'dev');
}

/** Problems with the environment are reported here, with their code, before the program only logs them. */
async function checkServers({ connections }: Cli): Promise<void> {
  // A live broker is refused as soon as it is named.
  connections.broker();
  await connections.ledger();
  await connections.temporal();
  await connections.close();
}

/** Our `script` in a process of its own, which cannot outlive this one. */
async function runProgram({ env, signal }: Cli, name: string, script: string): Promise<Answer> {
  const child = spawnLeashed(process.execPath, [...process.execArgv, script], {
    env,
    output: 'inherit',
    graceMs: GRACE_MS,
  });
  const stop = () => void child.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const how = await child.exited;
  if (!signal.aborted && how !== 'exit code 0')
    throw new Failure('PROGRAM_ENDED', EXIT.failed, `the ${name} ended by itself (${how}): its last lines say why`);
  return { json: { program: name }, text: `${name}: stopped` };
}
