// The screens that the navigation leads to, in its order, each with the key that follows "g".

export interface Screen {
  path: string;
  title: string;
  key: string;
}

export const SCREENS: readonly Screen[] = [
  { path: '/', title: 'Fleet', key: 'f' },
  { path: '/portfolios', title: 'Portfolios', key: 'p' },
  { path: '/trading', title: 'Trading', key: 't' },
  { path: '/keys', title: 'Keys', key: 'y' },
];
