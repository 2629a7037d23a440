// Named points of a batch at which a worker's process can be struck by a signal: what is wrapped are the interfaces the product meets
// the world through, so the product does not know about it.

import { Client } from 'pg';
import type { Broker } from '../../src/broker/broker';
import type { Ledger } from '../../src/ledger/ledger';

export const CRASH_POINTS = [
  'before the intent',
  'after the intent',
  'after it is marked sent',
  'after the broker took it',
  'before its end is recorded',
  'before the commit of its end',
  'after the commit of its end',
  'before the batch is closed',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Where a worker has come to; of points about one order, which order. */
export interface Place {
  point: CrashPoint;
  batchId?: string;
  portfolioId?: string;
  clientOrderId?: string;
}

/** Returns the signal that strikes this process there, or undefined to let it go on. */
export type Struck = (place: Place) => NodeJS.Signals | undefined;

export function crashingLedger<Given extends Ledger>(ledger: Given, struck: Struck): Given {
  const reach = (place: Place) => strike(struck(place));
  return {
    ...ledger,
    openBatch: async (batch, by) => {
      const { id: batchId, portfolioId } = batch;
      reach({ point: 'before the intent', batchId, portfolioId });
      const opened = await ledger.openBatch(batch, by);
      reach({ point: 'after the intent', batchId, portfolioId });
      return opened;
    },
    markSent: async (clientOrderId, ...mark) => {
      const may = await ledger.markSent(clientOrderId, ...mark);
      reach({ point: 'after it is marked sent', clientOrderId });
      return may;
    },
    recordOrder: async (clientOrderId, news, by) => {
      reach({ point: 'before its end is recorded', clientOrderId });
      strikeAtCommit('before', struck({ point: 'before the commit of its end', clientOrderId }));
      strikeAtCommit('after', struck({ point: 'after the commit of its end', clientOrderId }));
      return ledger.recordOrder(clientOrderId, news, by);
    },
    closeBatch: (close, by) => {
      reach({ point: 'before the batch is closed', batchId: close.batchId });
      return ledger.closeBatch(close, by);
    },
  };
}

export function crashingBroker(broker: Broker, struck: Struck): Broker {
  return {
    ...broker,
    submitOrder: async (account, order, timing) => {
      const answer = await broker.submitOrder(account, order, timing);
      strike(struck({ point: 'after the broker took it', clientOrderId: order.clientOrderId }));
      return answer;
    },
  };
}

function strike(signal: NodeJS.Signals | undefined): void {
  if (signal === undefined) return;
  process.kill(process.pid, signal);
  if (signal === 'SIGKILL') throw new Error('the signal is on its way');
}

/** The signal comes with the transaction's statements sent, and its COMMIT not, or sent and answered. */
function strikeAtCommit(when: 'before' | 'after', signal: NodeJS.Signals | undefined): void {
  if (signal === undefined) return;
  const query = Client.prototype.query as (...args: unknown[]) => unknown;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    if (args[0] !== 'COMMIT') return query.apply(this, args);
    Client.prototype.query = query as typeof Client.prototype.query;
    if (when === 'before') strike(signal);
    const answer = query.apply(this, args) as Promise<unknown>;
    if (when === 'before') return answer;
    return answer.then((result) => {
      strike(signal);
      return result;
    });
  } as typeof Client.prototype.query;
}
