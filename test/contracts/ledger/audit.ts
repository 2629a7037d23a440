import type { AuditEvent } from '../../../src/domain/audit-events';
import { DOORS } from '../../../src/domain/principal';
import {
  type AuditRow,
  type EventCursor,
  type EventRow,
  type Ledger,
  NO_EVENT,
  SYSTEM_AUDIT,
} from '../../../src/ledger/ledger';
import { chainProblem } from '../../../src/ledger/rules/audit-chain';
import { until } from '../../../src/local/process/until';
import { actor, closing, newPortfolio } from '../../support/portfolios';
import { BY, expectFault, situationsOf } from './situations';

export function auditContract(ledger: Ledger): void {
  const { created, opened } = situationsOf(ledger);

  describe('audit', () => {
    test('rows that stand for no change are kept as they came, oldest first', async () => {
      const { id } = await created();
      const by = actor({ name: 'ada', at: '2026-03-02T16:00:00.123Z' });
      await ledger.audit(id, null, 'MESSAGE_IGNORED', { action: 'adopt', amounts: ['1.10', null] }, by);
      expect(await ledger.listAudit(id)).toEqual([
        expect.objectContaining({ event: 'PORTFOLIO_CREATED', actor: 'rebalance' }),
        {
          portfolioId: id,
          batchId: null,
          event: 'MESSAGE_IGNORED',
          detail: { action: 'adopt', amounts: ['1.10', null] },
          actor: 'ada',
          via: null,
          at: '2026-03-02T16:00:00.123Z',
          sequence: 2,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ]);
    });

    test('a page of it goes from the latest row to the first', async () => {
      const batch = await opened();
      const rows = (await ledger.listAudit(batch.portfolioId)).reverse();
      const { portfolioId } = batch;
      expect(await ledger.pageAudit({ portfolioId, limit: 1 })).toEqual(rows.slice(0, 1));
      expect(await ledger.pageAudit({ portfolioId, before: rows.length, limit: 9 })).toEqual(rows.slice(1));
      expect(await ledger.pageAudit({ portfolioId, before: 1, limit: 9 })).toEqual([]);
      const oldest = await ledger.readAudit(portfolioId, 0, 2);
      const next = await ledger.readAudit(portfolioId, 2, 99);
      expect([...oldest, ...next]).toEqual([...(await ledger.listAudit(portfolioId))]);
      expect(oldest).toHaveLength(2);
      const ofBatch = rows.filter(({ batchId }) => batchId !== null);
      expect(await ledger.pageAudit({ portfolioId, batchId: batch.id, limit: 9 })).toEqual(ofBatch);
      expect(await ledger.pageAudit({ portfolioId, batchId: 'none', limit: 9 })).toEqual([]);
    });

    test('events are read on from where one was, each once and in order, and none from before', async () => {
      const start = await ledger.eventsEnd();
      const { id } = await created();
      for (const event of ['ALERT', 'SESSION_OPENED', 'SESSION_ENDED'] as const)
        await ledger.audit(id, null, event, {}, BY);
      const rows = await ledger.listAudit(id);
      const read: EventRow[] = [];
      // Other transactions of the same server may be open, and rows wait for them.
      await until(async () => {
        const page = (await ledger.readEvents(read.at(-1) ?? start, 3)) ?? [];
        read.push(...page);
        return read.filter(({ portfolioId }) => portfolioId === id).length === rows.length;
      }, 60_000);
      const own = read.filter(({ portfolioId }) => portfolioId === id);
      expect(own).toEqual(rows.map((row) => expect.objectContaining(row) as unknown));
      expect(await ledger.readEvents(own[1] as EventCursor, 2)).toEqual(own.slice(2));
      const [first] = (await ledger.readEvents(NO_EVENT, 1)) ?? [];
      expect(first?.sequence).toBe(1);
    });

    test('behind an event that this database never had there is no place', async () => {
      const { xid, id, epoch } = await ledger.eventsEnd();
      const future = { xid: `${BigInt(xid) + 1_000_000_000n}`, id: id + 1_000_000_000, epoch };
      expect(await ledger.readEvents(future, 1)).toBeUndefined();
    });

    test('behind an event of another history there is no place, however far this one has come', async () => {
      await created();
      const here = await ledger.eventsEnd();
      expect(await ledger.readEvents(here, 1)).toBeDefined();
      expect(await ledger.readEvents({ ...here, epoch: 'ffffffffffff' }, 1)).toBeUndefined();
    });

    test('all of it is searched by time and by who asked at a door, each row on one page', async () => {
      const [one, other] = [await created(), await created()];
      const at = (second: number) => `2033-01-01T00:00:0${second}.000Z`;
      const write = (id: string, event: AuditEvent, second: number, via?: 'api') =>
        ledger.audit(id, null, event, {}, { name: 'key:1', ...(via && { via }), at: at(second) });
      await write(one.id, 'KEY_CREATED', 1, 'api');
      await write(other.id, 'POLICY_SET', 3, 'api');
      await write(one.id, 'TARGETS_SET', 2, 'api');
      await write(SYSTEM_AUDIT, 'TRADING_SET', 2, 'api');
      await write(one.id, 'ALERT', 2);
      const found = async (which: Omit<Parameters<Ledger['searchAudit']>[0], 'limit'>) =>
        (await ledger.searchAudit({ from: at(1), ...which, limit: 9 })).map(({ event }) => event);
      const all = ['POLICY_SET', 'ALERT', 'TRADING_SET', 'TARGETS_SET', 'KEY_CREATED'];
      expect(await found({})).toEqual(all);
      expect(await found({ to: at(3) })).toEqual(all.slice(1));
      expect(await found({ actor: 'key:1', to: at(3) })).toEqual(['TRADING_SET', 'TARGETS_SET', 'KEY_CREATED']);
      expect(await found({ actor: 'key:2' })).toEqual([]);
      const [, second] = await ledger.searchAudit({ from: at(1), limit: 2 });
      expect(second).toMatchObject((await ledger.listAudit(one.id)).at(-1) as AuditRow);
      expect(await found({ after: second as { at: string; id: number } })).toEqual(all.slice(2));
    });

    test('of 20 rows written at once each has its number, and the chain holds', async () => {
      const { id } = await created();
      await Promise.all(
        Array.from({ length: 20 }, (_, number) => ledger.audit(id, null, 'MESSAGE_IGNORED', { number }, BY)),
      );
      const rows = await ledger.listAudit(id);
      expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
      const head = await ledger.auditHead(id);
      expect(head).toEqual({ sequence: 21, hash: rows[20]?.hash });
      expect(chainProblem(rows, head)).toBeUndefined();
    });

    test('a change that is refused leaves no gap', async () => {
      const batch = await opened();
      await expectFault(ledger.closeBatch(closing({ batchId: batch.id }), BY), 'REFUSED_BY_SCHEMA');
      await ledger.audit(batch.portfolioId, batch.id, 'MESSAGE_IGNORED', {}, BY);
      const rows = await ledger.listAudit(batch.portfolioId);
      expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(chainProblem(rows, await ledger.auditHead(batch.portfolioId))).toBeUndefined();
    });

    test('whatever a row holds, its hash can be computed again from what is read', async () => {
      const { id } = await created();
      const odd = {
        z: 1,
        aa: [0.5, 1e21, 1e-7, -3, true, null, [], {}],
        '': { é: 'ü', e: '\u2028"\\/\b\f\n\r\t\u001f\u007f', '\u{1f600}': '\u{1f600}' },
        Z: '12.50',
      };
      await ledger.audit(id, null, 'MESSAGE_IGNORED', odd, actor({ name: 'a\nb', at: '2026-03-02T16:00:00.123999Z' }));
      await ledger.audit('nobody-knows', null, 'MESSAGE_IGNORED', {}, actor({ at: '2026-03-02T17:00:00+01:00' }));
      for (const about of [id, 'nobody-knows'])
        expect(chainProblem(await ledger.listAudit(about), await ledger.auditHead(about))).toBeUndefined();
    });

    test('a row says by which door it was asked, and the chain holds with such rows and others', async () => {
      const { id } = newPortfolio();
      await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, BY);
      for (const via of DOORS) await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, actor({ via }));
      await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, BY);
      const rows = await ledger.listAudit(id);
      expect(rows.map(({ via }) => via)).toEqual([null, ...DOORS, null]);
      const head = await ledger.auditHead(id);
      expect(chainProblem(rows, head)).toBeUndefined();
      for (const via of [null, 'api'] as const)
        expect(chainProblem(rows.with(1, { ...(rows[1] as AuditRow), via }), head)).toMatch(
          /^row 2 is not what was recorded/,
        );
    });

    test('a portfolio without audit has an empty chain', async () => {
      expect(await ledger.auditHead('nobody')).toEqual({ sequence: 0, hash: '' });
      expect(chainProblem([], { sequence: 0, hash: '' })).toBeUndefined();
    });
  });
}
