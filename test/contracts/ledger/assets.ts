import { randomUUID } from 'node:crypto';
import type { KnownAsset } from '../../../src/domain/known-asset';
import type { Ledger } from '../../../src/ledger/ledger';
import { newPortfolio } from '../../support/portfolios';
import { BY } from './situations';

export function assetsContract(ledger: Ledger): void {
  describe('known assets', () => {
    const NOON = '2026-03-02T17:00:00.000Z';
    const ONE = '2026-03-02T18:00:00.000Z';
    /** A portfolio of one symbol, which no other test knows. */
    async function holder() {
      const symbol = `A${randomUUID().slice(0, 8).toUpperCase()}`;
      const portfolio = newPortfolio({ targets: [{ symbol, percent: '100.0000' }], holdings: [] });
      await ledger.createPortfolio(portfolio, BY);
      const asset: KnownAsset = { symbol, tradable: true, fractionable: false, ptp: true, readAt: NOON };
      return { asset, known: async () => (await ledger.readGuards(portfolio.id, BY.at)).assets.get(symbol) };
    }

    test('the guards of a portfolio have what was read last of its symbols, and of no others', async () => {
      const [{ asset, known }, other] = [await holder(), await holder()];
      expect(await known()).toBeUndefined();
      await ledger.keepAssets([asset]);
      expect(await known()).toEqual(asset);
      expect(await other.known()).toBeUndefined();
      await ledger.keepAssets([{ ...asset, tradable: false, readAt: ONE }, other.asset]);
      await ledger.keepAssets([asset]);
      expect(await known()).toEqual({ ...asset, tradable: false, readAt: ONE });
    });

    test('after a refusal nothing counts that was read before it, however late it is kept', async () => {
      const { asset, known } = await holder();
      await ledger.doubtAsset(asset.symbol, NOON);
      await ledger.keepAssets([asset]);
      await ledger.doubtAsset(asset.symbol, ONE);
      expect(await known()).toBeUndefined();
      await ledger.keepAssets([{ ...asset, readAt: '2026-03-02T17:59:59.000Z' }]);
      expect(await known()).toBeUndefined();
      await ledger.keepAssets([{ ...asset, readAt: '2026-03-02T18:00:01.000Z' }]);
      expect(await known()).toMatchObject({ readAt: '2026-03-02T18:00:01.000Z' });
    });

    test('a refusal counts also by a clock that is behind the one of the reading', async () => {
      const { asset, known } = await holder();
      await ledger.keepAssets([{ ...asset, readAt: ONE }]);
      await ledger.doubtAsset(asset.symbol, NOON);
      expect(await known()).toBeUndefined();
    });
  });
}
