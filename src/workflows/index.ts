export { deliverAlert } from './deliver-alert';
export { rebalancePortfolio } from './rebalance-portfolio';
export { stalePortfolio } from './stale-portfolio';
