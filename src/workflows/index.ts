export { rebalancePortfolio } from './rebalance-portfolio';
