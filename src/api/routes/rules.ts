import { setRules, showRules } from '../../operations/rules';
import { type Api, register } from '../endpoint';
import { RuleSet, SetRules } from '../schemas/rules';

export function addRules(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/rules',
      operationId: 'showRules',
      tag: 'rules',
      summary: 'Show what the plans of all portfolios are held to',
      role: 'viewer',
      success: { schema: RuleSet, description: 'the rules, with who set them and why' },
    },
    async () => ({ body: await showRules(api.deps) }),
  );
  register(
    api,
    {
      method: 'put',
      path: '/v1/rules',
      operationId: 'setRules',
      tag: 'rules',
      summary: 'Replace the rules for the plans of all portfolios',
      role: 'admin',
      idempotent: true,
      body: SetRules,
      success: { schema: RuleSet, description: 'the rules as they are now' },
      refusals: ['INVALID_RULES', 'RULE_UNMEETABLE', 'RULES_CHANGED'],
    },
    async ({ principal, body }, own) => {
      const set = await setRules(own, principal, body);
      return set.ok ? { body: set.set } : set;
    },
  );
}
