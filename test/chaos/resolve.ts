import { accountHash } from '../../src/activities/stale/account-hash';
import { RESOLVE_ACTIONS } from '../../src/domain/stale';
import { ATTEMPTS } from '../support/attempts';
import type { Stand } from './stand';

/** Has people resolve a STALE portfolio. Returns what each try came to: "retry-reversal: ACTIVE". */
export async function resolveByHand({ client, broker, ledger }: Stand, id: string): Promise<string[]> {
  const verdicts: string[] = [];
  for (const { action, actor } of ATTEMPTS) {
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
