// The rules for the plans of all portfolios, version by version.

import type { Refused } from '../domain/refused';
import type { FewestTargets, Rule, RuleSet } from '../domain/rules';
import type { Actor } from './ledger';

/** A version with who set it, when and why; null before anybody set one. */
export interface KeptRuleSet extends RuleSet {
  reason: string | null;
  by: string | null;
  at: string | null;
}

export interface RuleLedger {
  findRules(): Promise<KeptRuleSet>;
  /**
   * Stores the next version, audited under SYSTEM_AUDIT. With `ifVersion` only while that is the version; the same rules again are the same
   * version.
   */
  setRules(set: SetRules, by: Actor): Promise<{ ok: true; set: KeptRuleSet } | Refused<'RULES_CHANGED'>>;
  /** Among the portfolios that are not CLOSED; null without one. */
  fewestTargets(): Promise<FewestTargets | null>;
}

export interface SetRules {
  rules: readonly Rule[];
  reason: string;
  ifVersion?: number | undefined;
}
