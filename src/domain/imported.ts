import type { Policy } from './policy';
import type { Holding, PortfolioStatus, Target } from './portfolio';

/** A portfolio of a file, with what its account has: `cash` in USD, and the shares it holds. ACTIVE unless it says otherwise. */
export interface ImportedPortfolio {
  id: string;
  accountId: string;
  policy: Policy;
  targets: Target[];
  holdings: Holding[];
  cash: string;
  status?: Extract<PortfolioStatus, 'PAUSED'>;
  statusReason?: string;
}
