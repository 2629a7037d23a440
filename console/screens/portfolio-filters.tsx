import { useId, useLayoutEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { PortfolioQuery } from '../api/types';
import { ChoiceFilter, FilterForm, TextFilter } from '../parts/filter-form';
import { SEARCH_TAKES_FOCUS } from '../parts/keys';

/** A step to this screen, as the router tells it. */
interface Step {
  key: string;
  state: unknown;
}

type Status = NonNullable<PortfolioQuery['status']>;
type RefusedCode = NonNullable<PortfolioQuery['refusedCode']>;

/** Each that the contract has: one more there does not compile here. */
const STATUSES: Readonly<Record<Status, true>> = { ACTIVE: true, PAUSED: true, STALE: true, CLOSED: true };
const REFUSED_CODES: Readonly<Record<RefusedCode, true>> = {
  ACCOUNT_UNREADABLE: true,
  MARKET_UNREADABLE: true,
  TRADING_HALTED: true,
  BROKER_IN_DOUBT: true,
  COOLING_DOWN: true,
  RUNS_PER_DAY: true,
  MARKET_CLOSED: true,
  MARKET_JUST_OPENED: true,
  FOREIGN_OPEN_ORDERS: true,
  UNTARGETED_HOLDING: true,
  PRICE_MISSING: true,
  PRICE_TOO_OLD: true,
  PRICE_JUMP: true,
  CORPORATE_ACTION: true,
  NOTHING_TRADABLE: true,
  ORDER_UNTRADABLE: true,
  SPREAD_TOO_WIDE: true,
  TRADING_REDUCE_ONLY: true,
  CAP_EXCEEDED: true,
  REVERSAL_UNFUNDED: true,
  CASH_UNSETTLED: true,
  CASH_NOT_THERE: true,
  TURNOVER_REACHED: true,
  UNFIXABLE_DRIFT: true,
  RULE_BROKEN: true,
};

/** Which portfolios are looked for. */
export function PortfolioFilters() {
  const [search] = useSearchParams();
  const id = useId();
  const { state, key } = useLocation() as Step;
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same wish comes again with the next step
  useLayoutEffect(() => {
    if (state === SEARCH_TAKES_FOCUS) field.current?.focus();
  }, [state, key]);
  return (
    <FilterForm>
      <div className="field">
        <label htmlFor={id}>Id begins with</label>
        <input
          ref={field}
          id={id}
          className="input"
          name="idPrefix"
          data-search=""
          defaultValue={search.get('idPrefix') ?? ''}
        />
      </div>
      <ChoiceFilter name="status" label="Status" of={Object.keys(STATUSES)} />
      <TextFilter name="symbol" label="Symbol" size={8} />
      <TextFilter name="accountId" label="Account" size={14} />
      <ChoiceFilter name="refusedCode" label="Refused" of={Object.keys(REFUSED_CODES)} />
      <TextFilter name="staleReason" label="STALE because" size={14} />
    </FilterForm>
  );
}
