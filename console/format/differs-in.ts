import type { Subscription } from '../api/models';
import { percent } from './amount';

/** In what a portfolio differs from its model, as a phrase. */
export function differsIn({ exclude, substitute, cashReserve }: Subscription['overrides']): string {
  const parts = [
    ...(exclude.length > 0 ? [`without ${exclude.join(', ')}`] : []),
    ...Object.entries(substitute).map(([symbol, instead]) => `${instead} for ${symbol}`),
    ...(cashReserve === null ? [] : [`cash reserve ${percent(cashReserve)}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}
