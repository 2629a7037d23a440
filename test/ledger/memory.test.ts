import type { Ledger } from '../../src/ledger/ledger';
import { createMemoryLedger } from '../../src/ledger/memory';
import { ledgerContract } from '../contracts/ledger';

describe('the ledger in memory', () => {
  let ledger: Ledger;
  beforeAll(() => {
    ledger = createMemoryLedger();
  });
  ledgerContract(() => ledger);
});
