import type { RefusalCode } from '../domain/causes';
import type { Ledger, RefusedPortfolio } from '../ledger/ledger';
import { nextPage, timeAndId } from './page';

export type { RefusedPortfolio };

export interface ListRefusedInput {
  code?: RefusalCode | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of refused portfolios, those refused longest first; `next` is null at the end. @throws InputRefused */
export async function listRefused(
  { ledger }: { ledger: Pick<Ledger, 'listRefused'> },
  { code, limit, after }: ListRefusedInput,
): Promise<{ portfolios: RefusedPortfolio[]; next: string | null }> {
  const last = after === undefined ? undefined : timeAndId(after);
  const page = { limit, ...(code && { code }), ...(last && { after: { since: last.time, id: last.id } }) };
  const portfolios = await ledger.listRefused(page);
  return { portfolios, next: nextPage(portfolios, limit, 'since', 'id') };
}
