import type { Portfolio, PortfolioStatus } from '../domain/portfolio';
import type { Ledger, PortfolioPage } from '../ledger/ledger';

type ListDeps = { ledger: Pick<Ledger, 'listPortfolios'> };

/** Returns a page of portfolios, by id. */
export function listPortfolios({ ledger }: ListDeps, which: PortfolioPage): Promise<Portfolio[]> {
  return ledger.listPortfolios(which);
}

const PAGE = 1_000;

/** Goes through every portfolio by id, a page at a time. */
export async function* everyPortfolio(
  { ledger }: ListDeps,
  which: { status?: PortfolioStatus } = {},
): AsyncGenerator<Portfolio> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Portfolio[] = await ledger.listPortfolios({ ...which, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.id;
  }
}
