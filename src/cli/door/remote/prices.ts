import { refused } from '../../../domain/refused';
import { parseRules } from '../../../input/rules';
import type { Approval } from '../../../operations/approvals';
import { taken } from '../../failure';
import { type Ask, answered, body, type Part } from './answers';

export function remotePrices(
  ask: Ask,
): Part<'showTrading' | 'setTrading' | 'showRules' | 'setRules' | 'listPriceJumps' | 'acceptPrices' | 'listPrices'> {
  return {
    showTrading: async () => body(await ask('get', '/v1/trading')),
    setTrading: async (change) => {
      const set = await ask('put', '/v1/trading', { body: change });
      if (set.ok || set.refusal !== 'APPROVAL_NEEDED') return answered(set, (trading) => ({ trading }));
      return refused('APPROVAL_NEEDED', set.message, {
        approvals: proposed(set.about.approvals, 'set-trading', 'trading'),
      });
    },
    showRules: async () => body(await ask('get', '/v1/rules')),
    setRules: async ({ rules, reason, ifVersion }) =>
      answered(await ask('put', '/v1/rules', { body: { rules: parseRules(rules), reason, ifVersion } }), (set) => ({
        set,
      })),
    listPrices: async () => {
      const { data } = body(await ask('get', '/v1/prices'));
      return Object.fromEntries(data.map(({ symbol, price }) => [symbol, price]));
    },
    listPriceJumps: async () => body(await ask('get', '/v1/price-jumps')).data,
    acceptPrices: async ({ prices: given, reason }) => {
      const waiting: Approval[] = [];
      const messages: string[] = [];
      for (const [symbol, price] of Object.entries(given)) {
        const asked = { params: { symbol }, body: { price, reason } };
        const accepted = await ask('post', '/v1/price-jumps/{symbol}/accept', asked);
        if (accepted.ok) continue;
        if (accepted.refusal !== 'APPROVAL_NEEDED') taken(accepted);
        waiting.push(...proposed(accepted.about.approvals, 'accept-price', symbol));
        messages.push(accepted.message);
      }
      if (waiting.length === 0) return { ok: true };
      return refused('APPROVAL_NEEDED', messages.join('; '), { approvals: waiting });
    },
  };
}

/** The API names what was proposed; who is told needs no more of it. */
function proposed(ids: readonly string[] = [], action: Approval['action'], subject: string): Approval[] {
  return ids.map((id) => ({ id, action, subject }) as Approval);
}
