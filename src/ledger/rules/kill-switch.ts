import type { Trading } from '../../domain/kill-switch';
import type { Actor, SetTrading } from '../ledger';
import { canonicalTime, refused, storableText } from './canonical';
import type { AuditEntry } from './closing';

/** Returns the kill switch after it is set, or undefined when nothing changes. */
export function tradingSet(
  before: Trading,
  { position, reason, undo, ifSince }: SetTrading,
  by: Actor,
): { after: Trading; entry: AuditEntry } | undefined {
  if (reason.trim() === '') throw refused('setting the kill switch needs a reason');
  if (ifSince !== undefined && canonicalTime(ifSince) !== before.since) return undefined;
  const undoes = position === 'halted' && undo === true;
  const after = {
    position,
    undo: undoes,
    reason: storableText(reason),
    actor: storableText(by.name),
    since: canonicalTime(by.at),
  };
  if (before.position === position && before.reason === after.reason && before.undo === undoes) return undefined;
  const detail = { from: before.position, to: position, reason, ...(undoes && { undo: true }) };
  return { after, entry: { event: 'TRADING_SET', batchId: null, detail } };
}
