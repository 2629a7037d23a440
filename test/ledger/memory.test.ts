import type { Ledger } from '../../src/ledger/ledger';
import { ledgerContract } from '../contracts/ledger';
import { createMemoryLedger } from './memory-ledger';

describe('the ledger in memory', () => {
  let ledger: Ledger;
  beforeAll(() => {
    ledger = createMemoryLedger();
  });
  ledgerContract(() => ledger);
});
