import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import { unmeetable } from '../domain/rules';
import { parseRules } from '../input/rules';
import type { KeptRuleSet, RuleLedger } from '../ledger/rule-sets';
import { type Audited, actorOf, wasDone } from './deps';

export type { KeptRuleSet };

/** Returns the rules that the plans of all portfolios are held to, with who set them, when and why. */
export function showRules({ ledger }: { ledger: Pick<RuleLedger, 'findRules'> }): Promise<KeptRuleSet> {
  return ledger.findRules();
}

export interface SetRulesInput {
  /** All of them: those before are replaced. */
  rules: unknown;
  reason: string;
  /** Only while this is their version. */
  ifVersion?: number | undefined;
}

export type SetRulesAnswer = { ok: true; set: KeptRuleSet } | Refused<'RULE_UNMEETABLE' | 'RULES_CHANGED'>;

/** Replaces the rules for the plans of all portfolios: the next plan is held to them, an open batch goes on. @throws InputRefused */
export async function setRules(
  deps: Audited & { ledger: RuleLedger },
  principal: Principal,
  { rules: given, reason, ifVersion }: SetRulesInput,
): Promise<SetRulesAnswer> {
  const rules = parseRules(given);
  // A repeat of a request that was carried out is answered as it was, whatever portfolios there are by now.
  if (!wasDone(deps, 'setRules')) {
    const problem = unmeetable(rules, await deps.ledger.fewestTargets());
    if (problem !== undefined) return refusedAs('RULE_UNMEETABLE', problem);
  }
  return deps.ledger.setRules({ rules, reason, ifVersion }, actorOf(deps, principal));
}
