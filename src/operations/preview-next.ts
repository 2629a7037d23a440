// Where the preview of a roll-out goes on, and what has been added up until there. The one who asks carries it, so that nothing is kept between
// two requests, and any process may answer the next one.

import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import { decimalProblem } from '../domain/money';
import type { PreviewTotals } from '../domain/rollout-preview';
import { notNext } from './page';

interface Until {
  /** The last portfolio that was added up. */
  portfolioId: string;
  totals: PreviewTotals;
}

export function previewNext(until: Until): string {
  return Buffer.from(JSON.stringify(until)).toString('base64url');
}

/** @throws InputRefused */
export function readPreviewNext(text: string): Until {
  const until = parsed(text);
  if (!isObject(until) || !isId(until.portfolioId) || !isTotals(until.totals)) throw notNext(text.slice(0, 40));
  return { portfolioId: until.portfolioId, totals: until.totals };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}

const COUNTS = ['subscribers', 'pinned', 'unchanged', 'accounts', 'orders', 'withinThreshold'] as const;

function isTotals(value: unknown): value is PreviewTotals {
  if (!isObject(value) || Object.keys(value).length !== COUNTS.length + 3) return false;
  if (!COUNTS.every((name) => isCount(value[name])) || !isUsd(value.bought) || !isUsd(value.sold)) return false;
  return Array.isArray(value.refused) && value.refused.every(isRefused);
}

function isRefused(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    /^[A-Z_]{1,40}$/.test(value.code) &&
    isCount(value.count) &&
    isId(value.example)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Below a thousandth of what a number can count to, so that no sum of them is past that. */
function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1e12;
}

function isUsd(value: unknown): boolean {
  return decimalProblem(value, 2) === undefined && !(value as string).startsWith('-');
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && PORTFOLIO_ID_PATTERN.test(value);
}
