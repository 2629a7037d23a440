import type { Command } from 'commander';
import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { failureFor, taken } from '../failure';
import { table } from '../screen/table';

export function addBatchesCommand(program: Command, cli: Cli): void {
  const command = program
    .command('batches')
    .description('list the batches of a portfolio, the latest first')
    .argument('<id>', 'the portfolio')
    .option('--limit <number>', 'show at most this many', wholeNumber, 20)
    .action(
      cli.answers(async (id: string, { limit }: { limit: number }) => {
        const { batches } = taken(await cli.door().listBatches({ portfolioId: id, limit }));
        const text = table(HEADINGS, batches.map(batchRow), cli.screen);
        return { json: { batches }, text: batches.length === 0 ? `Portfolio ${id} has no batch yet.` : text };
      }),
    );
  examples(command, 'batches anna', 'batches anna --limit 1 --json');
}

export function addOrdersCommand(program: Command, cli: Cli): void {
  const command = program
    .command('orders')
    .description('list the orders of a batch and their reversals')
    .argument('<id>', 'the portfolio')
    .option('--batch <id>', 'the batch; the latest if not given')
    .action(
      cli.answers(async (id: string, { batch: batchId }: { batch?: string }) => {
        const found = await cli.door().showBatch({ portfolioId: id, batchId });
        if (!found.ok)
          throw found.refusal === 'BATCH_NOT_FOUND'
            ? failureFor(found, { field: '--batch', hint: `: "autobalancer batches ${id}" lists them` })
            : failureFor(found);
        const { batch } = found;
        if (batch === null) return { json: { batchId: null, orders: [] }, text: `Portfolio ${id} has no batch yet.` };
        const text = table(ORDER_HEADINGS, batch.orders.map(orderRow), cli.screen);
        return {
          json: { batchId: batch.id, orders: batch.orders },
          text: `batch ${batch.id} ${batch.state}\n\n${text}`,
        };
      }),
    );
  examples(command, 'orders anna', 'orders anna --batch 7f1f8a52-0c5e-4a51-9e8c-3f0f6a3f9f11');
}

const HEADINGS = ['BATCH', 'STATE', 'PRICED AT', 'DRIFT', 'AFTER', 'ORDERS', 'RESIDUAL', 'CAUSE'];

function batchRow({ id, state, pricedAt, driftBefore, driftAfter, orders, residual, cause }: Batch): string[] {
  const count = orders.filter(({ kind }) => kind === 'order').length;
  return [id, state, pricedAt, driftBefore, driftAfter ?? '-', `${count}`, residual ?? '-', cause?.code ?? ''];
}

const ORDER_HEADINGS = ['KIND', 'SIDE', 'SYMBOL', 'SIZE', 'FILLED', 'PRICE', 'STATE', 'ERROR'];

function orderRow({
  kind,
  attempt,
  side,
  symbol,
  quantity,
  notional,
  filledQuantity,
  filledPrice,
  state,
  errorCode,
}: Order) {
  return [
    attempt === 1 ? kind : `${kind} ${attempt}`,
    side,
    symbol,
    quantity ?? `$${notional}`,
    filledQuantity,
    filledPrice ?? '-',
    state,
    errorCode ?? '',
  ];
}
