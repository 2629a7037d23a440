import { RESOLVE_ACTIONS, type ResolveAction } from '../../src/domain/stale';
import type { Stand } from './stand';

/** What a person tries, in this order, until the portfolio is ACTIVE. */
const ACTIONS: readonly ResolveAction[] = ['release', 'retry-reversal', 'adopt-positions'];

/** Has a person resolve a STALE portfolio. Returns what each try came to: "retry-reversal: ACTIVE". */
export async function resolveByHand({ client }: Stand, id: string): Promise<string[]> {
  const verdicts: string[] = [];
  for (const action of ACTIONS) {
    const answer = await client.resolve(id, { action, actor: 'operator', note: RESOLVE_ACTIONS[action] });
    if (!answer.ok) return [...verdicts, `${action}: ${answer.refusal}`];
    const { verdict } = answer;
    verdicts.push(`${action}: ${verdict.status === 'STALE' ? `STALE ${verdict.reason}` : 'ACTIVE'}`);
    if (verdict.status === 'ACTIVE') break;
  }
  return verdicts;
}
