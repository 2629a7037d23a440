export { rebalancePortfolio } from './rebalance-portfolio';
export { stalePortfolio } from './stale-portfolio';
