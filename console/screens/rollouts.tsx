import { Link, useSearchParams } from 'react-router';
import { useRollouts } from '../api/rollouts';
import { FilterForm, TextFilter } from '../parts/filter-form';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { RolloutTable } from './rollout-table';

/** Versions of models on their way to the portfolios, of all models or of one. */
export function RolloutsScreen() {
  const [search] = useSearchParams();
  const query = useRollouts(Object.fromEntries(search));
  return (
    <Page title="Roll-outs" aside={<Link to="/models">Models</Link>}>
      <FilterForm>
        <TextFilter name="modelId" label="Model" size={16} />
      </FilterForm>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="Latest first" at={at} flush>
            <RolloutTable rollouts={data} empty="There is no roll-out. One is started on the page of its model." />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}
