import type { Api } from '../endpoint';
import { addActivities } from './activities';
import { addApprovals } from './approvals';
import { addAudit } from './audit';
import { addBatches } from './batches';
import { addBooks } from './books';
import { addDeclareOutcome } from './declare-outcome';
import { addDoctor } from './doctor';
import { addEvents, type EventFeed } from './events';
import { addFills } from './fills';
import { addFleet } from './fleet';
import { addImports } from './imports';
import { addKeys } from './keys';
import { addMe } from './me';
import { addPlans } from './plans';
import { addPortfolios } from './portfolios';
import { addPriceJumps } from './price-jumps';
import { addRebalances } from './rebalances';
import { addSettings } from './settings';
import { addStale } from './stale';
import { addTrading } from './trading';
import { addValues } from './values';
import { addWebhooks } from './webhooks';

/** Registers every route, in the order of the contract. */
export function addRoutes(api: Api, events: EventFeed, monotonicMs: () => number): void {
  addMe(api);
  addFleet(api);
  addBooks(api);
  addDoctor(api);
  addPortfolios(api);
  addValues(api);
  addImports(api);
  addSettings(api);
  addRebalances(api);
  addPlans(api);
  addBatches(api);
  addFills(api);
  addActivities(api);
  addStale(api);
  addDeclareOutcome(api);
  addEvents(api, events, monotonicMs);
  addTrading(api);
  addPriceJumps(api);
  addApprovals(api);
  addAudit(api);
  addKeys(api);
  addWebhooks(api);
}
