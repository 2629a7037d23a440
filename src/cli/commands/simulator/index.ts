import { once } from 'node:events';
import type { Command } from 'commander';
import type { FaultInput } from '../../../simulator/engine/faults';

import { parseObject, portNumber } from '../../arguments';
import { type Cli, examples } from '../../cli';
import { lazily } from '../../lazily';

import { addSimulatorChanges } from './set';

export function addSimulatorCommand(program: Command, cli: Cli): void {
  const simulator = program
    .command('simulator')
    .description('run the simulated broker until Ctrl-C, or tell the running one what should go wrong')
    .option('--port <port>', 'the port to listen on; 0 takes any free port', portNumber, 7400)
    .option('--host <address>', 'the address to listen on; anyone who can reach it may do anything', '127.0.0.1')
    .option('--state <file>', 'the file that keeps its books when it restarts')
    .hook('preSubcommand', refuseOptions)
    .action(
      cli.answers(async ({ port, host, state }: { port: number; host: string; state?: string }) => {
        const { startSimulator } = lazily.simulator();
        const running = await startSimulator({ port, host, ...(state === undefined ? {} : { stateFile: state }) });
        cli.progress(`simulator listening on ${running.url}`);
        if (!cli.signal.aborted) await once(cli.signal, 'abort');
        await running.close();
        return { json: { url: running.url }, text: 'simulator: stopped' };
      }),
    );
  examples(simulator, 'simulator', 'simulator --port 7401 --state books.json');
  addFault(simulator, cli);
  addFaults(simulator, cli);
  addSimulatorChanges(simulator, cli);
}

/** The parser accepts the server's options with its subcommands too, where they would mean nothing. */
function refuseOptions(simulator: Command): void {
  const given = simulator.options.find((option) => simulator.getOptionValueSource(option.attributeName()) === 'cli');
  if (given !== undefined) simulator.error(`error: unknown option '${given.long}'`);
}

function addFault(simulator: Command, cli: Cli): void {
  const fault = simulator
    .command('fault')
    .description('make the next matching calls to the running simulator fail')
    .argument('<json>', 'JSON: which calls, what happens to them and how often; see docs/simulator-differences.md')
    .action(
      cli.answers(async (text: string) => {
        const { connections } = cli;
        // The simulator itself says what is wrong with it.
        await connections.simulator().addFault(parseObject(text) as FaultInput);
        return faultsAnswer(cli);
      }),
    );
  examples(
    fault,
    `simulator fault '{"match":{"operation":"submit","symbol":"META"},"effect":{"kind":"never-fill"}}'`,
    `simulator fault '{"match":{"operation":"any"},"effect":{"kind":"status","status":503},"times":5}'`,
  );
}

function addFaults(simulator: Command, cli: Cli): void {
  const faults = simulator
    .command('faults')
    .description('list the faults that have not happened yet')
    .option('--clear', 'remove them instead')
    .action(
      cli.answers(async ({ clear = false }: { clear?: boolean }) => {
        if (clear) await cli.connections.simulator().clearFaults();
        return faultsAnswer(cli);
      }),
    );
  examples(faults, 'simulator faults', 'simulator faults --clear');
}

async function faultsAnswer({ connections }: Cli) {
  const faults = await connections.simulator().faults();
  const lines = faults.map((fault) => JSON.stringify(fault));
  return { json: { faults }, text: lines.length === 0 ? 'No fault is waiting.' : lines.join('\n') };
}
