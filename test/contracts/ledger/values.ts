import type { Ledger } from '../../../src/ledger/ledger';
import { newPortfolio } from '../../support/portfolios';
import { BY } from './situations';

export function valuesContract(ledger: Ledger): void {
  describe('what a portfolio was worth', () => {
    test('the last value of a day stays, days come oldest first, and those of more than a year ago are forgotten', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const note = (day: string, value: string) => ledger.noteValue(portfolio.id, { day, value, cash: '10.00' });
      expect(await ledger.listValues(portfolio.id)).toEqual([]);
      await note('2025-02-10', '900.00');
      await note('2025-02-11', '901.00');
      await note('2026-03-17', '1000.00');
      await note('2026-03-16', '-1.50');
      await note('2026-03-17', '1002.50');
      expect(await ledger.listValues(portfolio.id)).toEqual([
        { day: '2025-02-11', value: '901.00', cash: '10.00' },
        { day: '2026-03-16', value: '-1.50', cash: '10.00' },
        { day: '2026-03-17', value: '1002.50', cash: '10.00' },
      ]);
    });
  });
}
