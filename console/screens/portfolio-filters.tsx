import { type FormEvent, useId, useLayoutEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { SEARCH_TAKES_FOCUS } from '../parts/keys';

/** A step to this screen, as the router tells it. */
interface Step {
  key: string;
  state: unknown;
}

const STATUSES = ['ACTIVE', 'PAUSED', 'STALE', 'CLOSED'];

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
      <form key={search.toString()} className="row" onSubmit={submit}>
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
        <label className="field">
          <b>Status</b>
          <select className="input" name="status" defaultValue={search.get('status') ?? ''}>
            <option value="">any</option>
            {STATUSES.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </label>
        <label className="field">
          <b>Symbol</b>
          <input className="input" name="symbol" size={8} defaultValue={search.get('symbol') ?? ''} />
        </label>
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
