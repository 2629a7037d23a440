import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '../../../src/domain/policy';
import type { Actor, BegunRequest, KeyedRequest, Ledger } from '../../../src/ledger/ledger';
import { actor, newPortfolio } from '../../support/portfolios';
import { BY, FREEZE, OTHER_TARGETS } from './situations';

export function requestsContract(ledger: Ledger): void {
  describe('requests with a key', () => {
    const AT = '2026-03-02T15:00:00.000Z';
    const after = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();
    const ANSWER = { status: 202, location: '/v1/x', body: '{"a":1}' };
    const asked = (some: Partial<KeyedRequest> = {}): KeyedRequest => {
      return { principal: 'key:1', key: `k-${randomUUID()}`, request: 'a'.repeat(64), ...some };
    };
    async function begun(request: KeyedRequest, at = AT): Promise<BegunRequest> {
      const answer = await ledger.beginRequest(request, at);
      if (answer.kind !== 'begun') throw new Error(`it begins, and is not ${answer.kind}`);
      return answer.claim;
    }

    test('is begun once, and what was answered is answered again, to whom it was and to no other', async () => {
      const request = asked();
      const claim = await begun(request);
      expect(await ledger.beginRequest(request, AT)).toEqual({ kind: 'running' });
      for (const _run of [1, 2]) expect(await ledger.finishRequest(claim, ANSWER)).toBe(true);
      expect(await ledger.beginRequest(request, after(61_000))).toEqual({ kind: 'answered', answer: ANSWER });
      expect(await ledger.finishRequest(claim, { ...ANSWER, status: 409 })).toBe(false);
      await ledger.dropRequest(claim);
      expect(await ledger.beginRequest(request, AT)).toEqual({ kind: 'answered', answer: ANSWER });
      expect(await ledger.beginRequest({ ...request, principal: 'key:2' }, AT)).toMatchObject({ kind: 'begun' });
    });

    test('another request with the key is refused, whether the first one has ended or not', async () => {
      const request = asked();
      const other = { ...request, request: 'b'.repeat(64) };
      const claim = await begun(request);
      expect(await ledger.beginRequest(other, after(61_000))).toEqual({ kind: 'other-request' });
      await ledger.finishRequest(claim, ANSWER);
      expect(await ledger.beginRequest(other, AT)).toEqual({ kind: 'other-request' });
    });

    test('what was begun by a process that was killed before it answered is taken over after a minute', async () => {
      const request = asked();
      const lost = await begun(request);
      expect(await ledger.beginRequest(request, after(59_999))).toEqual({ kind: 'running' });
      const claim = await begun(request, after(60_000));
      expect(await ledger.beginRequest(request, after(60_001))).toEqual({ kind: 'running' });
      // The first one was only slow: it ends nothing any more.
      await ledger.dropRequest(lost);
      expect(await ledger.finishRequest(lost, ANSWER)).toBe(false);
      expect(await ledger.finishRequest(claim, { ...ANSWER, status: 200 })).toBe(true);
      expect(await ledger.beginRequest(request, AT)).toMatchObject({ kind: 'answered', answer: { status: 200 } });
    });

    test('one that was dropped can be begun at once', async () => {
      const request = asked();
      await ledger.dropRequest(await begun(request));
      await begun({ ...request, request: 'b'.repeat(64) });
    });

    test('of 20 at the same moment exactly one begins', async () => {
      const request = asked();
      const kinds = await Promise.all(Array.from({ length: 20 }, () => ledger.beginRequest(request, AT)));
      expect(kinds.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
      expect(kinds.filter(({ kind }) => kind === 'running')).toHaveLength(19);
      // So it is when an abandoned one is taken over.
      const again = await Promise.all(Array.from({ length: 20 }, () => ledger.beginRequest(request, after(60_000))));
      expect(again.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
    });

    const forRequest = (request: BegunRequest | undefined, name = 'key:1') => actor({ name, request });
    const CHANGES: [what: string, change: (by: Actor, id: string) => Promise<unknown>][] = [
      ['targets', (by, id) => ledger.setTargets(id, OTHER_TARGETS, by)],
      [
        'policy',
        (by, id) =>
          ledger.setPolicy(id, { policy: { ...DEFAULT_POLICY, lockTtlMs: 77_000 }, ifVersion: 1, reason: 'less' }, by),
      ],
      ['status', (by, id) => ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'moving' }, by)],
      ['freeze', (by, id) => ledger.freeze(id, FREEZE, by)],
      ['row', (by, id) => ledger.audit(id, null, 'REBALANCE_REQUESTED', {}, by)],
    ];
    test.each(CHANGES)('a change of the %s is made once for it, whatever others did since', async (_what, change) => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const { id } = portfolio;
      const rows = async () => (await ledger.listAudit(id)).length;
      const request = asked();
      const answer = await change(forRequest(await begun(request)), id);
      const [changed, made] = [await ledger.findPortfolio(id), await rows()];
      expect(made).toBe(2);
      await ledger.setTargets(id, portfolio.targets, BY);
      await ledger.setPolicy(
        id,
        { policy: portfolio.policy, ifVersion: changed?.policyVersion ?? 1, reason: 'more' },
        BY,
      );
      await ledger.setStatus(id, { from: ['PAUSED'], to: 'ACTIVE', reason: null }, BY);
      const [before, others] = [await ledger.findPortfolio(id), await rows()];
      const repeat = await begun(request, after(60_000));
      expect(Object.keys(repeat.done)).toHaveLength(1);
      expect(await change(forRequest(repeat), id)).toEqual(answer);
      expect([await ledger.findPortfolio(id), await rows()]).toEqual([before, others]);
      // Another request is another wish.
      await change(forRequest(await begun(asked())), id);
      expect((await ledger.findPortfolio(id))?.targets).toEqual(changed?.targets);
    });

    test('a no is no change: what is asked again may be done by then', async () => {
      const { id } = newPortfolio();
      const request = asked();
      const by = forRequest(await begun(request));
      expect(await ledger.setTargets(id, OTHER_TARGETS, by)).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
      await ledger.createPortfolio({ ...newPortfolio(), id }, BY);
      expect(await ledger.setTargets(id, OTHER_TARGETS, by)).toEqual({ ok: true });
    });

    test('a process that was only slow changes nothing for what another one has taken over', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const request = asked();
      const slow = await begun(request);
      const taker = await begun(request, after(60_000));
      expect([taker.id, taker.since]).toEqual([slow.id, slow.since]);
      const late = ledger.freeze(portfolio.id, FREEZE, forRequest(slow));
      await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await ledger.findPortfolio(portfolio.id)).toMatchObject({ frozen: false });
      expect(await ledger.freeze(portfolio.id, FREEZE, forRequest(taker))).toBe(true);
    });

    test('one that failed after something was done for it is remembered, and begun again at once', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const request = asked();
      const failed = await begun(request);
      await ledger.freeze(portfolio.id, FREEZE, forRequest(failed));
      await ledger.dropRequest(failed);
      expect(await ledger.beginRequest({ ...request, request: 'b'.repeat(64) }, AT)).toEqual({ kind: 'other-request' });
      expect((await begun(request)).done).toEqual({ freeze: { answer: true } });
      // When its week is over, its key is for something else, and nothing of it is remembered.
      const next = await begun(request, after(7 * 24 * 3_600_000));
      expect([next.done, next.id === failed.id]).toEqual([{}, false]);
    });

    test('after a week its key is free, and its row is swept', async () => {
      const [old, recent] = [asked(), asked()];
      const early = '2001-01-01T00:00:00.000Z';
      await ledger.finishRequest(await begun(old, early), ANSWER);
      await ledger.finishRequest(await begun(recent), ANSWER);
      const week = '2001-01-08T00:00:00.000Z';
      expect(await ledger.sweepRequests('2001-01-07T23:59:59.999Z', 10)).toBe(0);
      await begun({ ...old, request: 'b'.repeat(64) }, week);
      expect(await ledger.sweepRequests(week, 10)).toBe(0);
      await begun(asked(), early);
      await begun(asked(), early);
      expect(await ledger.sweepRequests(week, 1)).toBe(1);
      expect(await ledger.sweepRequests(week, 10)).toBe(1);
      expect(await ledger.beginRequest(recent, AT)).toEqual({ kind: 'answered', answer: ANSWER });
    });
  });
}
