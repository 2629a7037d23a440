import type { RefusalCode } from '../domain/refusal';
import { InputRefused } from '../input/refused';
import type { Ledger, RefusedPortfolio } from '../ledger/ledger';

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
  const page = { limit, ...(code && { code }), ...(after !== undefined && { after: lastOf(after) }) };
  const portfolios = await ledger.listRefused(page);
  const last = portfolios.at(-1);
  return { portfolios, next: portfolios.length < limit || last === undefined ? null : `${last.since}/${last.id}` };
}

function lastOf(after: string): { since: string; id: string } {
  const [since = '', id = ''] = after.split('/');
  if (Number.isNaN(Date.parse(since)) || id === '')
    throw new InputRefused('INVALID_PAGE', '--after', `--after must be the "next" of the page before, not ${after}`);
  return { since, id };
}
