import { randomUUID } from 'node:crypto';
import { type Ledger, SYSTEM_AUDIT } from '../../../src/ledger/ledger';
import { actor } from '../../support/portfolios';
import { BY, expectFault, situationsOf } from './situations';

export function pricesContract(ledger: Ledger): void {
  const { created } = situationsOf(ledger);

  describe('known prices', () => {
    const known = async (symbol: string) => (await ledger.knownPrices()).find((one) => one.symbol === symbol);

    test('a good price replaces the one that it was judged by, and no other', async () => {
      await ledger.keepPrices([{ symbol: 'K.A', price: '400.50', known: null }], BY.at);
      expect(await known('K.A')).toEqual({ symbol: 'K.A', price: '400.5', at: BY.at, lately: null });
      await ledger.keepPrices([{ symbol: 'K.A', price: '300', known: null }], BY.at);
      await ledger.keepPrices([{ symbol: 'K.A', price: '300', known: '399' }], BY.at);
      expect(await known('K.A')).toMatchObject({ price: '400.5' });
      const later = '2026-03-02T16:00:00.000Z';
      await ledger.keepPrices([{ symbol: 'K.A', price: '410', known: '400.5' }], later);
      expect(await known('K.A')).toEqual({ symbol: 'K.A', price: '410', at: later, lately: null });
    });

    test('of the good prices the first of each quarter of an hour stays for five days, and a price that was not kept is none', async () => {
      const symbol = `S${randomUUID()}`;
      const keep = (price: string, known: string | null, at: string) =>
        ledger.keepPrices([{ symbol, price, known }], `${at}.000Z`);
      expect(await ledger.listPricePoints(symbol)).toEqual([]);
      await keep('400.50', null, '2026-03-02T15:01:00');
      await keep('401', '400.5', '2026-03-02T15:14:59');
      await keep('402', '401', '2026-03-02T15:15:00');
      await keep('390', '380', '2026-03-02T15:31:00');
      const points = [
        { price: '400.5', at: '2026-03-02T15:01:00.000Z' },
        { price: '402', at: '2026-03-02T15:15:00.000Z' },
      ];
      expect(await ledger.listPricePoints(symbol)).toEqual(points);
      await keep('403', '402', '2026-03-07T15:10:00');
      expect(await ledger.listPricePoints(symbol)).toEqual([
        points[1],
        { price: '403', at: '2026-03-07T15:10:00.000Z' },
      ]);
    });

    test('what a person accepts is good whatever was known, with a reason and an audit row', async () => {
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).length;
      await ledger.acceptPrice({ symbol: 'K.B', price: '10', reason: 'listed' }, BY);
      await ledger.acceptPrice({ symbol: 'K.B', price: '5.00', reason: 'split' }, BY);
      expect(await known('K.B')).toEqual({ symbol: 'K.B', price: '5', at: BY.at, lately: null });
      expect((await ledger.listAudit(SYSTEM_AUDIT)).slice(rows)).toMatchObject([
        { event: 'PRICE_ACCEPTED', detail: { symbol: 'K.B', from: null, price: '10', reason: 'listed' } },
        { event: 'PRICE_ACCEPTED', detail: { symbol: 'K.B', from: '10', price: '5', reason: 'split' } },
      ]);
      for (const wrong of [{ price: '0' }, { price: '-1' }, { reason: ' ' }])
        await expectFault(
          ledger.acceptPrice({ symbol: 'K.B', price: '5', reason: 'x', ...wrong }, BY),
          'REFUSED_BY_SCHEMA',
        );
    });

    test('what one person may not accept alone is proposed, measured by what the market or two people confirmed', async () => {
      const symbol = `S${randomUUID()}`;
      const accept = (price: string) => ledger.acceptPrice({ symbol, price, reason: 'news' }, BY);
      await ledger.keepPrices([{ symbol, price: '100', known: null }], BY.at);
      expect(await accept('390')).toBeUndefined();
      const about = { action: 'accept-price', subject: symbol, proposedBy: BY.name, evidence: '390' };
      expect(await accept('401.00')).toMatchObject({ ...about, parameters: { price: '401.00', reason: 'news' } });
      expect(await known(symbol)).toMatchObject({ price: '390' });
      await ledger.keepPrices([{ symbol, price: '391', known: '390' }], BY.at);
      expect(await accept('1500')).toBeUndefined();
    });

    test('of 20 who accept at once each is measured by the same price, also by the first one that there is', async () => {
      const symbol = `S${randomUUID()}`;
      const prices = ['1', '5', '25', '125'];
      const accepted = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ledger.acceptPrice({ symbol, price: prices[n % 4] ?? '', reason: `${n}` }, actor({ name: `cli:p${n}@desk` })),
        ),
      );
      const done = prices.filter((_price, n) => accepted.some((one, at) => at % 4 === n && one === undefined));
      expect(done).toHaveLength(1);
      expect(await known(symbol)).toMatchObject({ price: done[0] });
    });

    test('of 20 who accept at once each changes what the one before has left', async () => {
      const symbol = `S${randomUUID()}`;
      await ledger.keepPrices([{ symbol, price: '100', known: null }], BY.at);
      const prices = Array.from({ length: 20 }, (_, n) => `${101 + n}`);
      await Promise.all(prices.map((price) => ledger.acceptPrice({ symbol, price, reason: 'news' }, BY)));
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.symbol === symbol);
      expect(rows.map(({ detail }) => detail.from)).toEqual(
        ['100', ...rows.map(({ detail }) => detail.price)].slice(0, -1),
      );
      expect(rows.map(({ detail }) => detail.price).sort()).toEqual(prices);
    });

    test('how far prices went lately is kept with them, and forgotten when a person accepts one', async () => {
      const { id } = await created();
      const lately = {
        since: '2026-03-02T15:00:00.000Z',
        low: '400.00',
        high: '410',
        before: { low: '390', high: '405.10' },
      };
      await ledger.acceptPrice({ symbol: 'META', price: '400', reason: 'x' }, BY);
      await ledger.keepPrices([{ symbol: 'META', price: '410', known: '400', lately }], BY.at);
      const stored = { ...lately, low: '400', before: { low: '390', high: '405.1' } };
      expect(await known('META')).toMatchObject({ price: '410', lately: stored });
      expect((await ledger.readGuards(id, BY.at)).knownPrices.get('META')).toEqual({ price: '410', lately: stored });
      await ledger.acceptPrice({ symbol: 'META', price: '200', reason: 'x' }, BY);
      expect(await known('META')).toMatchObject({ price: '200', lately: null });
    });

    test('a portfolio is guarded by the known prices of what it holds or targets', async () => {
      const { id } = await created();
      await ledger.acceptPrice({ symbol: 'META', price: '440', reason: 'x' }, BY);
      expect((await ledger.readGuards(id, BY.at)).knownPrices).toEqual(
        new Map([['META', { price: '440', lately: null }]]),
      );
    });
  });
}
