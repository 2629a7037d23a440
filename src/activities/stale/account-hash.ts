import { createHash } from 'node:crypto';
import { accountPartOf } from '../../domain/evidence';
import { cashInCents, decimal } from '../../domain/money';
import type { Holding } from '../../domain/portfolio';
import { stays, type Verdict } from '../../domain/stale';
import type { Deps } from '../deps';
import { brokerAway } from '../order/broker-away';

interface Account {
  positions: readonly Holding[];
  cash: string;
}

/** Returns a hash, 16 hex digits, of the shares and cash in the broker's account. A person's decision names it. */
export function accountHash({ positions, cash }: Account): string {
  const shares = positions.map(({ symbol, quantity }) => `${symbol} ${decimal(quantity).toFixed()}`).sort();
  const text = [...shares, `cash ${cashInCents(cash)}`].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Returns why a decision that was based on `evidence` is not carried out; undefined when the account has not changed. */
export function evidenceProblem(account: Account, evidence: string | undefined): Verdict | undefined {
  const now = accountHash(account);
  if (evidence !== undefined && accountPartOf(evidence) === now) return undefined;
  const message = `the account at the broker is not the one that was looked at: its evidence is ${now} now`;
  return stays('EVIDENCE_CHANGED', message);
}

/** The same, asked of the broker. */
export async function readEvidenceProblem(
  { broker }: Pick<Deps, 'broker'>,
  accountId: string,
  evidence: string,
): Promise<Verdict | undefined> {
  try {
    return evidenceProblem(await broker.account(accountId), evidence);
  } catch (error) {
    return brokerAway(error);
  }
}
