import type { RefusalCode } from '../domain/causes';
import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import type { Portfolio, PortfolioStatus } from '../domain/portfolio';
import { SYMBOL_PATTERN } from '../domain/targets';
import { InputRefused } from '../input/refused';
import type { Ledger, PortfolioPage } from '../ledger/ledger';
import { nextPage, notNext } from './page';

type ListDeps = { ledger: Pick<Ledger, 'listPortfolios'> };

/** Those to which everything applies that is given. */
export interface ListPortfoliosInput {
  status?: PortfolioStatus | undefined;
  /** What the id begins with. */
  idPrefix?: string | undefined;
  accountId?: string | undefined;
  /** It is held or targeted. */
  symbol?: string | undefined;
  refusedCode?: RefusalCode | undefined;
  /** Why it is STALE, such as BOOKS_DIFFER. */
  staleReason?: string | undefined;
  limit: number;
  /** The `next` of the page before: the id of its last portfolio. */
  after?: string | undefined;
}

/** Returns a page of portfolios, by id; `next` is null at the end. @throws InputRefused */
export async function listPortfolios(
  { ledger }: ListDeps,
  which: ListPortfoliosInput,
): Promise<{ portfolios: Portfolio[]; next: string | null }> {
  const portfolios = await ledger.listPortfolios(pageOf(which));
  return { portfolios, next: nextPage(portfolios, which.limit, 'id') };
}

const PAGE = 1_000;

/** Goes through every portfolio by id, a page at a time. */
export async function* everyPortfolio(
  { ledger }: ListDeps,
  which: Pick<PortfolioPage, 'status' | 'staleReason'> = {},
): AsyncGenerator<Portfolio> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Portfolio[] = await ledger.listPortfolios({ ...which, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.id;
  }
}

/** What no row can match is refused, and never looked for. */
function pageOf({ idPrefix, accountId, symbol, staleReason, after, ...which }: ListPortfoliosInput): PortfolioPage {
  if (after !== undefined && !PORTFOLIO_ID_PATTERN.test(after)) throw notNext(after);
  check(idPrefix, PORTFOLIO_ID_PATTERN, 'INVALID_PORTFOLIO_ID', 'idPrefix', 'the beginning of a portfolio id');
  check(accountId, PORTFOLIO_ID_PATTERN, 'INVALID_ACCOUNT', 'accountId', 'the id of an account at the broker');
  check(symbol, SYMBOL_PATTERN, 'INVALID_SYMBOL', 'symbol', 'a symbol such as "META" or "BRK.B"');
  check(staleReason, /^[A-Z_]+$/, 'INVALID_REASON', 'staleReason', 'a reason such as BOOKS_DIFFER');
  const given = Object.entries({ ...which, idPrefix, accountId, symbol, staleReason, after });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as unknown as PortfolioPage;
}

function check(
  text: string | undefined,
  pattern: RegExp,
  code: InputRefused['code'],
  field: string,
  what: string,
): void {
  if (text !== undefined && !pattern.test(text))
    throw new InputRefused(code, field, `${field} must be ${what}, not ${JSON.stringify(text)}`);
}
