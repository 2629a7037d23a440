import { type Ledger, SYSTEM_AUDIT } from '../../../src/ledger/ledger';
import { chainProblem } from '../../../src/ledger/rules/audit-chain';
import { actor, closing, newBatch } from '../../support/portfolios';
import { BY, expectFault, FAILED, situationsOf } from './situations';

export function killSwitchContract(ledger: Ledger): void {
  const { created, openedBatch, setTrading, record } = situationsOf(ledger);

  describe('trading', () => {
    test('the switch says who set it, when and why; the same again is no change, and each change is audited', async () => {
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).length;
      const halted = { position: 'halted', reason: 'drill', undo: false } as const;
      for (const _run of [1, 2])
        expect(await ledger.setTrading(halted, BY)).toEqual({ ...halted, actor: BY.name, since: BY.at });
      expect(await ledger.trading()).toEqual({ ...halted, actor: BY.name, since: BY.at });
      await setTrading('active');
      const audit = await ledger.listAudit(SYSTEM_AUDIT);
      expect(audit.slice(rows)).toMatchObject([
        { event: 'TRADING_SET', detail: { from: 'active', to: 'halted', reason: 'drill' } },
        { event: 'TRADING_SET', detail: { from: 'halted', to: 'active' } },
      ]);
      expect(chainProblem(audit, await ledger.auditHead(SYSTEM_AUDIT))).toBeUndefined();
    });

    test('nobody sets it without a reason', async () => {
      await expectFault(ledger.setTrading({ position: 'halted', reason: ' ' }, BY), 'REFUSED_BY_SCHEMA');
      expect((await ledger.trading()).position).toBe('active');
    });
  });

  describe('the breaker', () => {
    test('the pace is what all portfolios began since then, in batches and dollars, and what of it was rolled back', async () => {
      await ledger.keepPrices([{ symbol: 'PACED', price: '12.5000', known: null }], BY.at);
      const pacedAt = async (pricedAt: string) => {
        const { id } = await created();
        const orders = [
          { symbol: 'META', side: 'SELL' as const, quantity: '5', notional: null },
          { symbol: 'PACED', side: 'SELL' as const, quantity: '3', notional: null },
          { symbol: 'AAPL', side: 'BUY' as const, quantity: null, notional: '60.10' },
        ];
        const batch = newBatch({ portfolioId: id, pricedAt, execution: 'sells-first', orders });
        return openedBatch(batch);
      };
      const early = await pacedAt('2031-03-03T15:00:00.000Z');
      for (const symbol of ['META', 'PACED', 'AAPL']) await record(early, symbol, FAILED);
      expect(await ledger.closeBatch(closing({ batchId: early.id, state: 'ROLLED_BACK' }), BY)).toBe(true);
      await pacedAt('2031-03-03T15:05:00.000Z');
      const [minute, rollbacks] = ['2031-03-03T15:05:00.000Z', '2031-03-03T15:00:00.000Z'];
      // META has no known price here: it counts with nothing.
      expect(await ledger.readPace({ minute, rollbacks })).toEqual({
        batches: 1,
        usd: '97.60',
        ended: 1,
        rolledBack: 1,
      });
      const nothing = { batches: 0, usd: '0.00', ended: 0, rolledBack: 0 };
      const later = '2031-03-03T15:05:00.001Z';
      expect(await ledger.readPace({ minute: later, rollbacks: later })).toEqual(nothing);
    });

    test('it trips the switch that was looked at, once, and never one that somebody has set since', async () => {
      await setTrading('active');
      const { since } = await ledger.trading();
      const by = actor({ name: 'breaker', at: '2026-03-02T15:00:30.000Z' });
      expect(await ledger.tripBreaker('too fast', '2026-03-02T11:00:00.000Z', by)).toBe(false);
      expect((await ledger.trading()).position).toBe('active');
      expect(await ledger.tripBreaker('too fast', since, by)).toBe(true);
      expect(await ledger.trading()).toMatchObject({
        position: 'halted',
        reason: 'too fast',
        actor: 'breaker',
        since: by.at,
      });
      expect(await ledger.tripBreaker('too fast again', by.at, by)).toBe(false);
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-1)).toMatchObject({
        event: 'TRADING_SET',
        actor: 'breaker',
        detail: { to: 'halted', reason: 'too fast' },
      });
      await setTrading('active');
    });
  });
}
