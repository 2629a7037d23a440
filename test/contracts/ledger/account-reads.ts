import { type Ledger, SYSTEM_AUDIT } from '../../../src/ledger/ledger';
import { newBatch } from '../../support/portfolios';
import { BY, expectFault, situationsOf } from './situations';

export function accountReadsContract(ledger: Ledger): void {
  const { created, openedBatch, eventsOf } = situationsOf(ledger);

  describe('reads of accounts', () => {
    const at = (minute: number) => ({
      name: 'monitor',
      at: new Date(Date.parse('2031-03-03T15:00:00.000Z') + minute * 60_000).toISOString(),
    });
    const differs = { difference: 'META: ledger 1, broker 2', read: 1 };
    const many = (count: number) => Promise.all(Array.from({ length: count }, created));

    test('a read that agreed is noted with what was announced, which one that differs does not change', async () => {
      const { id } = await created();
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced: { leaving: '0.00', arriving: '0.00' } });
      const announced = { leaving: '12.50', arriving: '1000.00' };
      await ledger.noteAgreement(id, announced, BY);
      await ledger.noteDifference(id, differs, BY);
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced, doubt: null });
      expect((await ledger.listAudit(id)).at(-1)).toMatchObject({ event: 'BOOKS_DIFFERED', detail: differs });
      const batch = await openedBatch(newBatch({ portfolioId: id, announced: { leaving: '1.00', arriving: '0.00' } }));
      expect(batch.state).toBe('PENDING');
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced: { leaving: '1.00', arriving: '0.00' } });
    });

    test('those that are due come back: the ones that differed first, then the longest ago', async () => {
      const [early, late, odd] = await many(3);
      await ledger.noteAgreement(early?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(1));
      await ledger.noteAgreement(late?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(2));
      await ledger.noteDifference(odd?.id ?? '', differs, at(3));
      const due = async (before: number, differingBefore: number) => {
        const ids = [early?.id, late?.id, odd?.id];
        const which = { before: at(before).at, differingBefore: at(differingBefore).at, limit: 100_000 };
        return (await ledger.dueReads(which)).filter((id) => ids.includes(id));
      };
      expect(await due(3, 4)).toEqual([odd?.id, early?.id, late?.id]);
      expect(await due(2, 3)).toEqual([early?.id]);
      const before = await ledger.readProgress(at(2).at);
      await ledger.noteAgreement(early?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(4));
      const after = await ledger.readProgress(at(2).at);
      expect(after).toMatchObject({ portfolios: before.portfolios, read: before.read + 1 });
    });

    test('twenty that differ within ten minutes put the broker in doubt, until they agree again', async () => {
      const portfolios = await many(20);
      const note = (minute: number, from = 0, to = 20) =>
        portfolios.slice(from, to).reduce<Promise<unknown>>(async (before, { id }) => {
          await before;
          return ledger.noteDifference(id, differs, at(minute));
        }, Promise.resolve());
      await note(100, 0, 1);
      expect(await note(111, 1)).toBeNull();
      const doubt = { since: at(112).at, differing: 20, read: 20 };
      expect(await note(112, 0, 1)).toEqual(doubt);
      expect(await ledger.doubt()).toEqual(doubt);
      expect(await ledger.readGuards(portfolios[0]?.id ?? '', BY.at)).toMatchObject({ doubt });
      expect(await ledger.reviewDoubt(at(113))).toEqual(doubt);
      await ledger.noteAgreement(portfolios[0]?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(114));
      expect(await ledger.reviewDoubt(at(115))).toBeNull();
      expect(await ledger.doubt()).toBeNull();
      expect((await eventsOf(SYSTEM_AUDIT)).slice(-2)).toEqual(['BROKER_DOUBTED', 'BROKER_TRUSTED']);
    });

    test('a person may trust the broker all the same, for a day', async () => {
      const portfolios = await many(20);
      const note = async (minute: number) => {
        for (const { id } of portfolios) await ledger.noteDifference(id, differs, at(minute));
        return ledger.doubt();
      };
      expect(await note(1_000)).not.toBeNull();
      await expectFault(ledger.trustBroker(' ', at(1_001)), 'REFUSED_BY_SCHEMA');
      expect(await ledger.trustBroker('a split', at(1_001))).toBe(true);
      expect(await ledger.trustBroker('a split', at(1_001))).toBe(false);
      expect(await note(1_100)).toBeNull();
      expect(await note(1_001 + 24 * 60 + 1)).not.toBeNull();
      expect(await ledger.trustBroker('the end of this test', at(3_000))).toBe(true);
    });
  });
}
