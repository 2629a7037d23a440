export { deliverAlert } from './deliver-alert';
export { deliverWebhook } from './deliver-webhook';
export { rebalancePortfolio } from './rebalance-portfolio';
export { stalePortfolio } from './stale-portfolio';
