import { accountHash } from '../../src/activities/stale/account-hash';
import { RESOLVE_ACTIONS, type ResolveAction } from '../../src/domain/stale';
import { ATTEMPTS } from '../support/attempts';
import type { Stand } from './stand';

/** Has people resolve a STALE portfolio, who try this action first. Returns what each try came to: "retry-reversal: ACTIVE". */
export async function resolveByHand(
  { client, broker, ledger }: Stand,
  id: string,
  first: ResolveAction,
): Promise<string[]> {
  const verdicts: string[] = [];
  for (const { action, actor } of [{ action: first, actor: 'ann' }, ...ATTEMPTS]) {
    const accountId = (await ledger.findPortfolio(id))?.accountId ?? '';
    const evidence = accountHash(await broker.account(accountId));
    const answer = await client.resolve(id, { action, actor, note: RESOLVE_ACTIONS[action], evidence });
    if (!answer.ok) return [...verdicts, `${action}: ${answer.refusal}`];
    const { verdict } = answer;
    verdicts.push(`${action}: ${verdict.status === 'STALE' ? `STALE ${verdict.reason}` : 'ACTIVE'}`);
    if (verdict.status === 'ACTIVE') break;
  }
  return verdicts;
}
