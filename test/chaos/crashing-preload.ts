// Loaded into the product's worker before the product itself: gives its ledger and broker the crash points, and changes nothing else.

import { join } from 'node:path';
import type { createAlpacaBroker } from '../../src/broker/alpaca/client';
import type { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { crashingBroker, crashingLedger } from '../support/crashing-adapters';
import { createStruck } from './armed';

const struck = createStruck(process.env.CHAOS_DIRECTORY ?? '');

/** As the product loads it: a module's exports are one object, which whoever loads it later gets as well. */
function built<Exports>(path: string): Exports {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would give what cannot be replaced
  return require(join(__dirname, '../../dist', path)) as Exports;
}

const ledgers = built<{ createPostgresLedger: typeof createPostgresLedger }>('ledger/postgres/ledger.js');
const { createPostgresLedger: plainLedger } = ledgers;
ledgers.createPostgresLedger = (...given) => crashingLedger(plainLedger(...given), struck);

const brokers = built<{ createAlpacaBroker: typeof createAlpacaBroker }>('broker/alpaca/client.js');
const { createAlpacaBroker: plainBroker } = brokers;
brokers.createAlpacaBroker = (...given) => crashingBroker(plainBroker(...given), struck);
