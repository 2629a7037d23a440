// A plan that is frozen, approved by another person and released, on real servers.

import { randomBytes } from 'node:crypto';
import { NO_CAPS } from '../../src/domain/caps';
import type { PlanProposal } from '../../src/domain/proposal';
import {
  approvePlan,
  listProposals,
  proposePlan,
  rejectPlan,
  releaseProposal,
  showProposal,
} from '../../src/operations/plan-proposals';
import { AT_TERMINAL, person } from '../support/person';
import { booksOf, startSystem, type TestSystem } from '../support/system';

const [ANNA, BEN] = [person('anna'), person('ben')];

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 0 });
});
afterAll(() => system.close());

function deps() {
  const { ledger, broker, market, client } = system;
  return { ledger, broker, market, client, caps: NO_CAPS, randomBytes, ...AT_TERMINAL };
}

async function proposed(portfolioId: string): Promise<PlanProposal> {
  const answer = await proposePlan(deps(), ANNA, { portfolioId });
  if (!answer.ok) throw new Error(answer.message);
  return answer.proposal;
}

async function released({ id }: PlanProposal) {
  const asked = await releaseProposal(deps(), ANNA, id);
  if (!asked.ok) throw new Error(asked.message);
  return asked.rebalance.result();
}

const sent = (orders: readonly { symbol: string; side: string; quantity: string | null; notional: string | null }[]) =>
  orders.map(({ symbol, side, quantity, notional }) => ({ symbol, side, quantity, notional }));

const stateOf = async ({ id }: PlanProposal) => {
  const shown = await showProposal(deps(), id);
  return shown.ok ? shown.proposal.state : shown.refusal;
};

test('a frozen plan is traded exactly as it was shown, once, after another person approved it', async () => {
  const id = await system.createPortfolio();
  const proposal = await proposed(id);
  expect(proposal).toMatchObject({ state: 'PROPOSED', proposedBy: ANNA, priceTolerance: '1.0000' });
  expect(await releaseProposal(deps(), ANNA, proposal.id)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
  const decision = { proposalId: proposal.id, note: 'as discussed' };
  expect(await approvePlan(deps(), ANNA, decision)).toMatchObject({ refusal: 'APPROVAL_BY_SAME_PERSON' });
  expect(await approvePlan(deps(), BEN, decision)).toMatchObject({ ok: true, proposal: { state: 'APPROVED' } });
  // The prices move within the tolerance: another plan would be made now, and the frozen one is traded.
  const { META = '0' } = proposal.basis.prices;
  await system.simulator.setPrices({ META: (Number(META) * 1.005).toFixed(2) });

  expect(await released(proposal)).toMatchObject({ outcome: 'REBALANCED' });
  const [batch, ...others] = await system.ledger.listBatches(id);
  expect(others).toEqual([]);
  expect(sent(batch?.orders ?? [])).toEqual(sent(proposal.plan.orders));
  expect(await showProposal(deps(), proposal.id)).toMatchObject({
    proposal: { state: 'RELEASED', batchId: batch?.id },
    whyVoid: null,
  });
  expect(await releaseProposal(deps(), ANNA, proposal.id)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
  expect(await approvePlan(deps(), BEN, decision)).toMatchObject({ refusal: 'PROPOSAL_DECIDED' });
  const { ledger, broker } = await booksOf(system, id);
  expect(ledger).toEqual(broker);
  await system.simulator.setPrices({ META });
});

test('what moved makes it void: a price, or the cash; and what is void is never traded', async () => {
  const id = await system.createPortfolio();
  const [price, another] = [await proposed(id), await proposed(id)];
  for (const { id: proposalId } of [price, another]) await approvePlan(deps(), BEN, { proposalId, note: 'fine' });
  const { META = '0' } = price.basis.prices;
  await system.simulator.setPrices({ META: (Number(META) * 1.02).toFixed(2) });
  expect(await showProposal(deps(), price.id)).toMatchObject({
    proposal: { state: 'APPROVED' },
    whyVoid: { code: 'PRICE_MOVED' },
  });
  expect(await released(price)).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'PROPOSAL_VOID' } });
  expect(await stateOf(price)).toBe('VOID');
  // The price is back, and the proposal stays void; the other one stands again.
  await system.simulator.setPrices({ META });
  expect(await releaseProposal(deps(), ANNA, price.id)).toMatchObject({ refusal: 'PROPOSAL_NOT_APPROVED' });
  expect(await showProposal(deps(), another.id)).toMatchObject({ whyVoid: null });
  await system.simulator.transfer({ accountId: id, usd: '0.01' });
  expect(await released(another)).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'PROPOSAL_VOID' } });
  expect(await showProposal(deps(), another.id)).toMatchObject({ proposal: { state: 'VOID', voidCode: 'CASH_MOVED' } });

  const late = await proposed(id);
  const note = 'too early';
  expect(await rejectPlan(deps(), ANNA, { proposalId: late.id, note })).toMatchObject({
    proposal: { state: 'REJECTED' },
  });
  expect(await system.ledger.listBatches(id)).toEqual([]);
  const listed = await listProposals(deps(), { portfolioId: id, limit: 10 });
  expect(listed.proposals.map(({ state }) => state)).toEqual(['REJECTED', 'VOID', 'VOID']);
});
