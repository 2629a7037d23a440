import { type ImportFormat, lineWriter } from '../input/portfolio-lines';
import type { Ledger } from '../ledger/ledger';
import { everyPortfolio } from './list-portfolios';

/** Goes through the portfolios that are not CLOSED, by id, as lines that an import reads: the header first, if there is one. */
export async function* exportPortfolios(
  deps: { ledger: Pick<Ledger, 'listPortfolios'> },
  format: ImportFormat,
): AsyncGenerator<string> {
  const { header, line } = lineWriter(format);
  if (header !== null) yield header;
  for await (const portfolio of everyPortfolio(deps)) if (portfolio.status !== 'CLOSED') yield line(portfolio);
}
