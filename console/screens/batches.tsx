import { useSearchParams } from 'react-router';
import { useBatches } from '../api/ask';
import type { BatchState } from '../api/types';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { BatchTable } from './batch-table';

const STATES: readonly BatchState[] = ['PENDING', 'SUCCESS', 'ADJUSTED', 'ROLLED_BACK', 'STALE', 'ADOPTED'];

/** The batches of all portfolios, the latest first. */
export function BatchesScreen() {
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((one) => one === search.get('state'));
  const cursor = search.get('cursor') ?? undefined;
  const query = useBatches(undefined, { ...(state && { state }), ...(cursor !== undefined && { cursor }) });
  return (
    <Page
      title="Batches"
      aside={
        <label className="row">
          State
          <select
            className="input"
            value={state ?? ''}
            onChange={(event) => setSearch(event.target.value === '' ? {} : { state: event.target.value })}
          >
            <option value="">any</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {one.replace('_', ' ')}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="Latest first" at={at} flush>
            <BatchTable batches={data} />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}
