import type { Command } from 'commander';
import type { Declaration } from '../../../domain/declaration';
import { wholeNumber } from '../../arguments';
import { type Cli, examples } from '../../cli';
import { EXIT, Failure, failureFor } from '../../failure';
import { within } from '../../within';

interface Options {
  neverArrived?: boolean;
  filled?: string;
  price?: string;
  note: string;
  evidence: string;
  timeout: number;
}

export function addStaleDeclareCommand(stale: Command, cli: Cli): void {
  const command = stale
    .command('declare')
    .description(
      'declare the outcome of an order that the broker does not know; it counts once a second person declares the same on the same evidence',
    )
    .argument('<id>', 'the portfolio')
    .argument('<order>', 'the client order id, as "stale show" prints it')
    .option('--never-arrived', 'the broker never got it')
    .option('--filled <shares>', 'how much it filled in total')
    .option('--price <usd>', 'the average price of a share')
    .requiredOption('--note <text>', 'how you know, for the audit: the statement, the ticket')
    .requiredOption('--evidence <hash>', 'the evidence, as "stale show" prints it')
    .option('--timeout <seconds>', 'give up waiting after this many seconds; it continues', wholeNumber, 120)
    .action(
      cli.answers(async (id: string, clientOrderId: string, options: Options) => {
        const declaration = declarationOf(clientOrderId, options);
        const { state, message } = await declare(cli, id, declaration, options);
        return { json: { id, clientOrderId, state, message }, text: message };
      }),
    );
  const said = '--evidence 6b1f0d9c3a52e874 --note "statement of 2 March, ticket 4711"';
  const order = 'ab-0b7c2f0e-5f0e-4d0a-9c53-1f6f2b7f3c11-META-o-1';
  examples(
    command,
    `stale declare anna ${order} --never-arrived ${said}`,
    `stale declare anna ${order} --filled 12.5 --price 400.00 ${said}`,
  );
}

/** @throws Failure USAGE unless exactly one of the two is given, and completely. */
function declarationOf(clientOrderId: string, { neverArrived = false, filled, price }: Options): Declaration {
  if (neverArrived === (filled !== undefined))
    throw new Failure('USAGE', EXIT.refused, 'say either --never-arrived, or --filled and --price', {
      field: '--filled',
    });
  if (filled === undefined) {
    if (price === undefined) return { clientOrderId, outcome: 'never-arrived' };
    throw new Failure('USAGE', EXIT.refused, 'an order that never arrived has no --price', { field: '--price' });
  }
  if (price === undefined)
    throw new Failure('USAGE', EXIT.refused, '--filled needs the --price of a share', { field: '--price' });
  return { clientOrderId, outcome: 'filled', quantity: filled, price };
}

async function declare(cli: Cli, portfolioId: string, declaration: Declaration, options: Options) {
  const { note, evidence, timeout } = options;
  const door = cli.door();
  await door.connect();
  const answer = await within(
    () => door.declareOutcome({ portfolioId, declaration, note, evidence }),
    timeout * 1000,
    cli.signal,
    `it has not ended after ${timeout} s and continues: "autobalancer audit show ${portfolioId}" shows the result`,
  );
  if (answer.ok) return answer;
  throw answer.refusal === 'STAYS_STALE'
    ? new Failure(answer.reason, EXIT.refused, answer.message)
    : failureFor(answer);
}
