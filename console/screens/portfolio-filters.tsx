import { type FormEvent, useId, useLayoutEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { PortfolioQuery } from '../api/types';
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
  UNFIXABLE_DRIFT: true,
};

/** What is looked for. It is kept in the URL and nowhere else. */
export function PortfolioFilters() {
  const [search, setSearch] = useSearchParams();
  const id = useId();
  const { state, key } = useLocation() as Step;
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same wish comes again with the next step
  useLayoutEffect(() => {
    if (state === SEARCH_TAKES_FOCUS) field.current?.focus();
  }, [state, key]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
    setSearch(given as [string, string][]);
  };
  return (
    // What the URL says is what the fields show, also after a step back.
    <search>
      <form key={search.toString()} className="row filters" onSubmit={submit}>
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
        <Choice name="status" label="Status" of={Object.keys(STATUSES)} />
        <Text name="symbol" label="Symbol" size={8} />
        <Text name="accountId" label="Account" size={14} />
        <Choice name="refusedCode" label="Refused" of={Object.keys(REFUSED_CODES)} />
        <Text name="staleReason" label="STALE because" size={14} />
        <button type="submit" className="button main">
          Show
        </button>
        {search.size > 0 && (
          <button type="button" className="button" onClick={() => setSearch({})}>
            Show all
          </button>
        )}
      </form>
    </search>
  );
}

function Text({ name, label, size }: { name: string; label: string; size: number }) {
  const [search] = useSearchParams();
  return (
    <label className="field">
      <b>{label}</b>
      <input className="input" name={name} size={size} defaultValue={search.get(name) ?? ''} />
    </label>
  );
}

function Choice({ name, label, of }: { name: string; label: string; of: readonly string[] }) {
  const [search] = useSearchParams();
  return (
    <label className="field">
      <b>{label}</b>
      <select className="input" name={name} defaultValue={search.get(name) ?? ''}>
        <option value="">any</option>
        {of.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
