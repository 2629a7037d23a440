import { type AccountSnapshot, type Broker, BrokerFault } from '../broker/broker';
import { InvariantError } from '../domain/invariant';
import { cashInCents } from '../domain/money';
import { policyWarnings } from '../domain/policy';
import type { Holding } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { parsePortfolio } from '../input/portfolio';
import type { Ledger } from '../ledger/ledger';
import { auditRows } from './audit-rows';
import { type Audited, actorOf, wasDone } from './deps';
import { unlistedTarget } from './listed';

export interface OpenPortfolioInput {
  /** `{ id, accountId, targets, policy? }`, as in a portfolio's file. */
  portfolio: unknown;
  /** Take over what the account already holds. */
  adopt: boolean;
}

/** `owner` is the portfolio that has the account, when another one has it. */
export type OpenPortfolioAnswer =
  | { ok: true; id: string; cash: string; holdings: Holding[]; warnings: string[] }
  | Refused<'ACCOUNT_NOT_FOUND' | 'UNKNOWN_SYMBOL' | 'ACCOUNT_NOT_EMPTY'>
  | Refused<'PORTFOLIO_EXISTS' | 'ACCOUNT_TAKEN', { id: string; owner: string | null }>;

/**
 * Opens a portfolio on an account at the broker, ACTIVE, with the account's cash.
 *
 * @throws InputRefused, BrokerFault
 */
export async function openPortfolio(
  deps: Audited & {
    ledger: Pick<Ledger, 'findPortfolioOfAccount' | 'createPortfolio' | 'readAudit'>;
    broker: Pick<Broker, 'account' | 'asset'>;
  },
  principal: Principal,
  { portfolio, adopt }: OpenPortfolioInput,
): Promise<OpenPortfolioAnswer> {
  const { ledger, broker } = deps;
  const input = parsePortfolio(portfolio);
  if (wasDone(deps, `createPortfolio ${input.id}`)) return openedBefore(deps, input);
  const account = await existingAccount(broker, input.accountId);
  if (account === undefined)
    return refused(
      'ACCOUNT_NOT_FOUND',
      `accountId must be an account at the broker, which has none of the id ${input.accountId}`,
    );
  const unlisted = await unlistedTarget(broker, input.targets);
  if (unlisted !== undefined) return unlisted;
  // The account of another portfolio holds shares as well: that one the ledger refuses, as taken.
  const owner = await ledger.findPortfolioOfAccount(input.accountId);
  const [held] = account.positions;
  if (!adopt && owner === undefined && held !== undefined)
    return refused('ACCOUNT_NOT_EMPTY', `account ${input.accountId} already holds ${held.symbol}`);
  const cash = cashInCents(account.cash);
  const holdings = adopt ? account.positions : [];
  const created = await ledger.createPortfolio({ ...input, holdings, cash }, actorOf(deps, principal));
  if (!created.ok) return refused(created.refusal, created.message, { id: input.id, owner: owner?.id ?? null });
  return { ok: true, id: input.id, cash, holdings, warnings: policyWarnings(input.policy) };
}

/** As it was when this request opened it: it may have traded since. */
async function openedBefore(
  deps: { ledger: Pick<Ledger, 'readAudit'> },
  { id, policy }: ReturnType<typeof parsePortfolio>,
): Promise<OpenPortfolioAnswer> {
  for await (const { event, detail } of auditRows(deps, id)) {
    if (event !== 'PORTFOLIO_CREATED') continue;
    const { cash, holdings } = detail as { cash: string; holdings: Holding[] };
    return { ok: true, id, cash, holdings, warnings: policyWarnings(policy) };
  }
  throw new InvariantError('a portfolio was created before it is there');
}

async function existingAccount(broker: Pick<Broker, 'account'>, id: string): Promise<AccountSnapshot | undefined> {
  try {
    return await broker.account(id);
  } catch (error) {
    if (error instanceof BrokerFault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
