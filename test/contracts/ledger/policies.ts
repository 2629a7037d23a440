import { DEFAULT_POLICY } from '../../../src/domain/policy';
import { refusedAs } from '../../../src/domain/refused';
import type { Ledger, PolicyChange } from '../../../src/ledger/ledger';
import { actor, newBatch } from '../../support/portfolios';
import { BY, situationsOf } from './situations';

export function policiesContract(ledger: Ledger): void {
  const { created, paused, stale, opened, openedBatch, closeFilled, batchOf } = situationsOf(ledger);

  describe('policies', () => {
    const calmer: PolicyChange = {
      policy: { ...DEFAULT_POLICY, driftThreshold: '7.5000' },
      ifVersion: 1,
      reason: 'it traded too often',
    };

    test('a policy is replaced under a new version, once, with who set it, when and why', async () => {
      const portfolio = await created();
      const { id } = portfolio;
      expect(await ledger.findPortfolio(id)).toMatchObject({ policyVersion: 1 });
      const by = actor({ name: 'anna', at: '2026-03-03T15:00:00.000Z' });
      for (const _run of [1, 2]) expect(await ledger.setPolicy(id, calmer, by)).toEqual({ ok: true, version: 2 });
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 2, policyVersion: 2, policy: calmer.policy });
      expect(await ledger.listPolicies(id)).toEqual([
        { version: 1, policy: portfolio.policy, actor: BY.name, reason: null, at: BY.at },
        { version: 2, policy: calmer.policy, actor: 'anna', reason: calmer.reason, at: by.at },
      ]);
      const changed = { driftThreshold: { before: '5.0000', after: '7.5000' } };
      expect((await ledger.listAudit(id)).slice(1)).toMatchObject([
        { event: 'POLICY_SET', actor: 'anna', detail: { version: 2, reason: calmer.reason, changed } },
      ]);
      const back = { policy: portfolio.policy, ifVersion: null, reason: 'as it was' };
      expect(await ledger.setPolicy(id, back, by)).toEqual({ ok: true, version: 3 });
      expect((await ledger.listPolicies(id)).map(({ version }) => version)).toEqual([1, 2, 3]);
    });

    test('a policy that never changed is one version, and a portfolio that does not exist has none', async () => {
      const { id, policy } = await created();
      expect(await ledger.listPolicies(id)).toEqual([{ version: 1, policy, actor: BY.name, reason: null, at: BY.at }]);
      expect(await ledger.listPolicies('nobody')).toEqual([]);
    });

    test('who saw another version than the one that is there changes nothing', async () => {
      const { id } = await created();
      await ledger.setPolicy(id, calmer, BY);
      const stricter = { ...calmer, policy: { ...DEFAULT_POLICY, minOrder: '5.00' } };
      expect(await ledger.setPolicy(id, stricter, BY)).toEqual({
        ...{ ok: false, refusal: 'POLICY_CHANGED', version: 2 },
        message: `the policy of ${id} has version 2 by now`,
      });
      expect(await ledger.findPortfolio(id)).toMatchObject({ policyVersion: 2, policy: calmer.policy });
    });

    test('of 10 changes at once each has a version of its own', async () => {
      const { id } = await created();
      const changes = Array.from({ length: 10 }, (_, n) =>
        ledger.setPolicy(
          id,
          { ...calmer, ifVersion: null, policy: { ...DEFAULT_POLICY, reversalRetries: n + 10 } },
          BY,
        ),
      );
      const versions = (await Promise.all(changes)).map((answer) => answer.ok && answer.version);
      expect(new Set(versions).size).toBe(10);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 11, policyVersion: 11 });
    });

    test('it is set of a portfolio that is PAUSED or STALE, and not of one that is CLOSED or does not exist', async () => {
      for (const id of [await paused(), await stale()])
        expect(await ledger.setPolicy(id, calmer, BY)).toEqual({ ok: true, version: 2 });
      const { id } = await created();
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.setPolicy(id, calmer, BY)).toEqual(refusedAs('PORTFOLIO_CLOSED', id));
      expect(await ledger.setPolicy('nobody', calmer, BY)).toEqual(refusedAs('PORTFOLIO_NOT_FOUND', 'nobody'));
    });

    test('a batch records the version it was planned with, and keeps it', async () => {
      const batch = await opened();
      expect(batch.policyVersion).toBe(1);
      expect(await ledger.setPolicy(batch.portfolioId, calmer, BY)).toEqual({ ok: true, version: 2 });
      expect(await batchOf(batch.id)).toMatchObject({ policyVersion: 1 });
      await closeFilled(batch.id);
      const next = newBatch({ portfolioId: batch.portfolioId, expectedVersion: 3 });
      expect(await openedBatch(next)).toMatchObject({ policyVersion: 2 });
      const rows = (await ledger.listAudit(batch.portfolioId)).filter(({ event }) => event === 'BATCH_OPENED');
      expect(rows.map(({ detail }) => detail.policyVersion)).toEqual([1, 2]);
    });
  });
}
