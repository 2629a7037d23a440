// A restriction as a person enters it.

import { RESTRICTIONS, type RestrictionKind } from '../domain/restriction';
import { SYMBOL_PATTERN } from '../domain/targets';
import { isBefore } from '../domain/time';
import { InputRefused } from './refused';

export interface RestrictionInput {
  symbol: string;
  kind: RestrictionKind;
  reason: string;
  until: string | null;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;
const KINDS = Object.keys(RESTRICTIONS).join(', ');

/** Reads which restriction is meant. @throws InputRefused INVALID_SYMBOL, INVALID_RESTRICTION */
export function parseWhich(given: { symbol: string; kind: string }): Pick<RestrictionInput, 'symbol' | 'kind'> {
  const { symbol, kind } = given;
  if (!SYMBOL_PATTERN.test(symbol))
    throw new InputRefused(
      'INVALID_SYMBOL',
      'symbol',
      `symbol must look like "META" or "BRK.B", not ${JSON.stringify(symbol)}`,
    );
  if (!Object.hasOwn(RESTRICTIONS, kind)) throw refused('kind', `kind must be one of ${KINDS}`);
  return { symbol, kind: kind as RestrictionKind };
}

/** `now` is ISO: a restriction ends at a time to come, or never by itself. @throws InputRefused INVALID_SYMBOL, INVALID_RESTRICTION */
export function parseRestriction(
  given: { symbol: string; kind: string; reason: string; until?: string | null | undefined },
  now: string,
): RestrictionInput {
  const which = parseWhich(given);
  const reason = given.reason.trim();
  if (reason === '' || /[\r\n]/.test(reason)) throw refused('reason', 'reason must be one line of text');
  const until = given.until ?? null;
  if (until === null) return { ...which, reason, until };
  if (!TIME.test(until) || Number.isNaN(Date.parse(until)))
    throw refused('until', 'until must be a day such as 2026-05-01 or a time in UTC such as 2026-05-01T15:00:00Z');
  const end = new Date(until).toISOString();
  if (!isBefore(now, end)) throw refused('until', `until must be a time to come, and ${end} has passed`);
  return { ...which, reason, until: end };
}

function refused(field: string, message: string): InputRefused {
  return new InputRefused('INVALID_RESTRICTION', field, message);
}
