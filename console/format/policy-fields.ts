// The fields of a policy as a person edits them: each is one text. Their bounds are rules of the API.

import type { Policy, PolicyFields } from '../api/types';
import { classesOf, classesText } from './asset-classes';

export interface PolicyField {
  /** "driftThreshold", "rollbackLimits.sameSession" */
  name: string;
  label: string;
  kind: 'decimal' | 'whole' | 'seconds' | 'choice' | 'classes';
  /** What an empty field means; without it, empty is no value. */
  empty?: string;
  choices?: readonly string[];
}

export const POLICY_FIELDS: readonly PolicyField[] = [
  { name: 'driftThreshold', label: 'Drift threshold, %', kind: 'decimal' },
  { name: 'driftMode', label: 'Drift is measured', kind: 'choice', choices: ['relative', 'absolute'] },
  { name: 'driftFloor', label: 'Smallest band, points', kind: 'decimal' },
  { name: 'driftCeiling', label: 'Widest band, points', kind: 'decimal', empty: 'no limit' },
  {
    name: 'halfSumThreshold',
    label: 'Rebalance with half the sum of distances above, %',
    kind: 'decimal',
    empty: 'never',
  },
  {
    name: 'assetClasses',
    label: 'Asset classes with their bands, such as “EQUITY 3: SPY VXUS; BONDS 2: AGG”',
    kind: 'classes',
    empty: 'none',
  },
  { name: 'cashAbove', label: 'Rebalance with cash above, %', kind: 'decimal', empty: 'never' },
  { name: 'cashBelow', label: 'Rebalance with cash below, %', kind: 'decimal', empty: 'never' },
  {
    name: 'calendar',
    label: 'Rebalance by the calendar',
    kind: 'choice',
    choices: ['never', 'monthly', 'quarterly', 'yearly'],
  },
  { name: 'calendarDay', label: 'On this trading day of it', kind: 'whole' },
  { name: 'destination', label: 'A rebalance goes to', kind: 'choice', choices: ['target', 'band-edge'] },
  { name: 'bandReturn', label: 'From the edge on, % of the band', kind: 'decimal' },
  { name: 'shares', label: 'Orders are for', kind: 'choice', choices: ['fractional', 'whole'] },
  { name: 'cashReserve', label: 'Cash reserve, %', kind: 'decimal' },
  { name: 'minOrder', label: 'Smallest order, USD', kind: 'decimal' },
  { name: 'minOrderPercent', label: 'Smallest order, % of the value', kind: 'decimal' },
  { name: 'minOrderPositionPercent', label: 'Smallest order, % of the position', kind: 'decimal' },
  { name: 'maxTurnover', label: 'Largest turnover, %', kind: 'decimal', empty: 'no limit' },
  { name: 'maxTurnover30Days', label: 'Largest turnover within 30 days, %', kind: 'decimal', empty: 'no limit' },
  { name: 'minImprovement', label: 'Smallest improvement, points', kind: 'decimal' },
  { name: 'maxRunsPerDay', label: 'Batches a day', kind: 'whole', empty: 'no limit' },
  { name: 'execution', label: 'Execution', kind: 'choice', choices: ['auto', 'parallel', 'sells-first'] },
  { name: 'untargeted', label: 'Holding without target', kind: 'choice', choices: ['refuse', 'sell'] },
  { name: 'externalCashLimit', label: 'Unexplained cash, %', kind: 'decimal', empty: 'any is booked' },
  { name: 'onFailure', label: 'When a batch fails', kind: 'choice', choices: ['rollback', 'complete', 'hold'] },
  { name: 'rollbackLimits.priceMovePercent', label: 'Rollback: largest price move, %', kind: 'decimal' },
  { name: 'rollbackLimits.residualPercent', label: 'Rollback: largest residual, %', kind: 'decimal' },
  { name: 'rollbackLimits.sameSession', label: 'Rollback: same session', kind: 'choice', choices: ['true', 'false'] },
  { name: 'residualAlertPercent', label: 'Alert on a residual above, %', kind: 'decimal' },
  { name: 'reversalRetries', label: 'Retries of a reversal', kind: 'whole' },
  { name: 'reversalDelayMs', label: 'Delay between them, seconds', kind: 'seconds' },
  { name: 'cooldownAfterSuccessMs', label: 'Cooldown after a success, seconds', kind: 'seconds' },
  { name: 'cooldownAfterSuccessTradingDays', label: 'Cooldown after a success, trading days', kind: 'whole' },
  { name: 'cooldownAfterRollbackMs', label: 'Cooldown after a rollback, seconds', kind: 'seconds' },
  { name: 'orderDeadlineMs', label: 'An order may be open, seconds', kind: 'seconds' },
  { name: 'planTtlMs', label: 'A plan is good for, seconds', kind: 'seconds' },
  { name: 'priceMaxAgeMs', label: 'Oldest price, seconds', kind: 'seconds' },
  { name: 'lockTtlMs', label: 'A rebalance may take, seconds', kind: 'seconds' },
];

/** Returns what the policy has in a field, as the text that is edited. */
export function textOf(policy: Policy, { name, kind }: PolicyField): string {
  const [outer = '', inner] = name.split('.');
  const held = (policy as unknown as Record<string, unknown>)[outer];
  const value = inner === undefined ? held : (held as Record<string, unknown>)[inner];
  if (kind === 'classes') return classesText(policy.assetClasses);
  if (kind === 'seconds' && typeof value === 'number') return secondsText(value);
  return value === null || value === undefined ? '' : `${value as string | number | boolean}`;
}

/** What was changed, for the API; or the first field whose text is no value, with the reason. */
export function changesOf(
  policy: Policy,
  texts: Readonly<Record<string, string>>,
): { fields: PolicyFields; changed: PolicyField[] } | { problem: string } {
  const fields: Record<string, unknown> = {};
  const changed = POLICY_FIELDS.filter((field) => (texts[field.name] ?? '').trim() !== textOf(policy, field));
  for (const field of changed) {
    const value = valueOf(field, (texts[field.name] ?? '').trim());
    if (value === undefined) return { problem: `“${field.label}” is not a value` };
    const [outer = '', inner] = field.name.split('.');
    if (inner === undefined) fields[outer] = value;
    else fields[outer] = { ...(fields[outer] as object | undefined), [inner]: value };
  }
  return { fields, changed };
}

function valueOf({ name, kind, empty }: PolicyField, text: string): unknown {
  if (kind === 'classes') return classesOf(text);
  if (text === '') return empty === undefined ? undefined : null;
  if (kind === 'whole') return /^\d{1,9}$/.test(text) ? Number.parseInt(text, 10) : undefined;
  if (kind === 'seconds') return millisecondsOf(text);
  if (name === 'rollbackLimits.sameSession') return text === 'true';
  return text;
}

/** 90500 becomes "90.5" */
function secondsText(ms: number): string {
  const fraction = `${ms % 1_000}`.padStart(3, '0').replace(/0+$/, '');
  return `${Math.floor(ms / 1_000)}${fraction === '' ? '' : `.${fraction}`}`;
}

function millisecondsOf(text: string): number | undefined {
  const [, seconds = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  return seconds === '' ? undefined : Number.parseInt(seconds + fraction.padEnd(3, '0'), 10);
}
