export { deliverAlert } from './deliver-alert';
export { deliverWebhook } from './deliver-webhook';
export { rebalancePortfolio } from './rebalance-portfolio';
export { rollOut } from './roll-out';
export { stalePortfolio } from './stale-portfolio';
