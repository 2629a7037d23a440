// The screens that the navigation leads to, in its order, each with the key that follows "g".

export interface Screen {
  path: string;
  title: string;
  key: string;
}

export const SCREENS: readonly Screen[] = [
  { path: '/', title: 'Fleet', key: 'f' },
  { path: '/portfolios', title: 'Portfolios', key: 'p' },
  { path: '/stale', title: 'STALE inbox', key: 's' },
  { path: '/refused', title: 'Refused', key: 'r' },
  { path: '/batches', title: 'Batches', key: 'b' },
  { path: '/models', title: 'Models', key: 'm' },
  { path: '/rollouts', title: 'Roll-outs', key: 'o' },
  { path: '/activities', title: 'Broker activities', key: 'v' },
  { path: '/prices', title: 'Price jumps', key: 'j' },
  { path: '/approvals', title: 'Approvals', key: 'a' },
  { path: '/trading', title: 'Trading', key: 't' },
  { path: '/imports', title: 'Imports', key: 'i' },
  { path: '/audit', title: 'Audit', key: 'd' },
  { path: '/webhooks', title: 'Webhooks', key: 'w' },
  { path: '/keys', title: 'Keys', key: 'y' },
];
