import { randomBytes } from 'node:crypto';
import type { Ledger, NewPlanProposal } from '../../../src/ledger/ledger';
import { actor, newBatch } from '../../support/portfolios';
import { BY, situationsOf } from './situations';

export function planProposalsContract(ledger: Ledger): void {
  const { created, eventsOf } = situationsOf(ledger);

  describe('proposals of plans', () => {
    const IN_TIME = { name: 'cli:anna@desk', at: '2026-03-02T15:00:00.000Z' };
    const BEN = { ...IN_TIME, name: 'cli:ben@desk' };
    const LATE = { ...BEN, at: '2026-03-03T15:00:00.000Z' };
    const proposal = (portfolioId: string): NewPlanProposal => ({
      id: randomBytes(4).toString('hex'),
      portfolioId,
      plan: {
        execution: 'parallel',
        drift: '5.0000',
        driftPlanned: '0.0000',
        orders: [{ symbol: 'META', side: 'BUY', quantity: '1', notional: null, price: '100', value: '100.00' }],
        leftOut: [],
        after: null,
        findings: [],
        triggers: ['DRIFT'],
        reasons: [],
      },
      basis: { settingsRevision: 1, rulesVersion: 0, cash: '100', positions: [], prices: { META: '100' } },
      priceTolerance: '1',
    });
    const proposed = async () => {
      const { id } = await created();
      const given = proposal(id);
      expect(await ledger.proposePlan(given, IN_TIME)).toMatchObject({ ok: true, proposal: { state: 'PROPOSED' } });
      return { id, proposalId: given.id, given };
    };
    const approve = (id: string, by = BEN) => ledger.decideProposal(id, { state: 'APPROVED', note: 'fine' }, by);
    const reject = (id: string, by = IN_TIME) => ledger.decideProposal(id, { state: 'REJECTED', note: 'no' }, by);
    const found = async (id: string, { at } = IN_TIME) => (await ledger.listProposals({ id, at, limit: 1 }))[0];
    const release = async (portfolioId: string, id: string, by = BEN) => {
      const version = (await ledger.findPortfolio(portfolioId))?.version ?? 0;
      return ledger.openBatch(newBatch({ portfolioId, expectedVersion: version, proposal: id }), by);
    };

    test('each is kept as it was frozen, and is over after a day', async () => {
      const { id, proposalId, given } = await proposed();
      expect(await found(proposalId)).toMatchObject({
        ...given,
        priceTolerance: '1.0000',
        proposedBy: IN_TIME.name,
        proposedAt: IN_TIME.at,
        expiresAt: LATE.at,
        ...{ decidedBy: null, decidedAt: null, note: null, voidCode: null, voidDetail: null, batchId: null },
      });
      expect(await found(proposalId, LATE)).toMatchObject({ state: 'EXPIRED' });
      expect(await approve(proposalId, LATE)).toMatchObject({ refusal: 'PROPOSAL_DECIDED' });
      const states = async (state: 'PROPOSED' | 'EXPIRED', at: string) =>
        (await ledger.listProposals({ portfolioId: id, state, at, limit: 9 })).length;
      expect([await states('PROPOSED', IN_TIME.at), await states('EXPIRED', IN_TIME.at)]).toEqual([1, 0]);
      expect([await states('PROPOSED', LATE.at), await states('EXPIRED', LATE.at)]).toEqual([0, 1]);
      expect(await ledger.proposePlan(proposal('nobody'), IN_TIME)).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'PLAN_PROPOSED']);
    });

    test('another person approves, the same again is ok, and anyone rejects until it is released', async () => {
      const { id, proposalId } = await proposed();
      expect(await approve(proposalId, IN_TIME)).toMatchObject({ refusal: 'APPROVAL_BY_SAME_PERSON' });
      expect(await approve(proposalId)).toMatchObject({ ok: true, proposal: { decidedBy: BEN.name, note: 'fine' } });
      expect(await approve(proposalId)).toMatchObject({ ok: true, proposal: { state: 'APPROVED' } });
      expect(await reject(proposalId)).toMatchObject({ ok: true, proposal: { state: 'REJECTED' } });
      expect(await approve(proposalId)).toMatchObject({ refusal: 'PROPOSAL_DECIDED' });
      expect(await approve('nothing')).toMatchObject({ refusal: 'PROPOSAL_NOT_FOUND' });
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'PLAN_PROPOSED', 'PLAN_APPROVED', 'PLAN_REJECTED']);
    });

    test('a batch releases one that is approved, once, of its own portfolio and in time', async () => {
      const [{ id, proposalId }, other] = [await proposed(), await created()];
      expect(await release(id, proposalId)).toMatchObject({ ok: false, refusal: 'PROPOSAL_NOT_APPROVED' });
      await approve(proposalId);
      expect(await release(other.id, proposalId)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
      expect(await release(id, proposalId, LATE)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
      const opened = await release(id, proposalId);
      const batchId = opened.ok ? opened.batch.id : undefined;
      expect(await found(proposalId)).toMatchObject({ state: 'RELEASED', batchId });
      expect(await found(proposalId, LATE)).toMatchObject({ state: 'RELEASED' });
      expect(await reject(proposalId)).toMatchObject({ refusal: 'PROPOSAL_DECIDED' });
    });

    test('one that is void stays void', async () => {
      const { id, proposalId } = await proposed();
      await approve(proposalId);
      const why = { code: 'CASH_MOVED', detail: '100 then, 101 now' } as const;
      await ledger.voidProposal(proposalId, why, actor());
      await ledger.voidProposal(proposalId, { ...why, code: 'PRICE_MOVED' }, BY);
      expect(await found(proposalId)).toMatchObject({ state: 'VOID', voidCode: why.code, voidDetail: why.detail });
      expect(await release(id, proposalId)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
      expect((await eventsOf(id)).at(-1)).toBe('PROPOSAL_VOIDED');
    });
  });
}
