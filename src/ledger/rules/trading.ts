import type { Trading } from '../../domain/trading';
import type { Actor } from '../ledger';
import { canonicalTime, refused, storableText } from './canonical';
import type { AuditEntry } from './closing';

/** What setting the kill switch makes of it, or undefined when it stands like that already. */
export function tradingSet(
  before: Trading,
  { position, reason }: Pick<Trading, 'position' | 'reason'>,
  by: Actor,
): { after: Trading; entry: AuditEntry } | undefined {
  if (reason.trim() === '') throw refused('who sets the kill switch says why');
  const after = { position, reason: storableText(reason), actor: storableText(by.name), since: canonicalTime(by.at) };
  if (before.position === position && before.reason === after.reason) return undefined;
  const detail = { from: before.position, to: position, reason };
  return { after, entry: { event: 'TRADING_SET', batchId: null, detail } };
}
