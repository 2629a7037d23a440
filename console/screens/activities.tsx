import { Link, useParams, useSearchParams } from 'react-router';
import { useActivities } from '../api/ask';
import type { Activity } from '../api/types';
import { ChoiceFilter, FilterForm } from '../parts/filter-form';
import { Loaded } from '../parts/loaded';
import { Meanings } from '../parts/meanings';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { ActivityTable } from './activity-table';

/** What each state means, as the contract has it. */
const STATES: Readonly<Record<Activity['state'], string>> = {
  WAITING: 'the account does not show it yet',
  BOOKED: 'it is in the books',
  INCLUDED: 'the books had it already',
  IGNORED: 'of an unknown kind, or taken back by the broker: it books nothing',
};

/** What the broker lists beside our orders: deposits, dividends, fees, splits. Of all portfolios, or of the one in the address. */
export function ActivitiesScreen() {
  const { portfolioId } = useParams();
  const [search] = useSearchParams();
  const query = useActivities(portfolioId, Object.fromEntries(search));
  return (
    <Page
      title={portfolioId === undefined ? 'Broker activities' : `Broker activities of ${portfolioId}`}
      aside={portfolioId !== undefined && <Link to={`/portfolios/${portfolioId}`}>The portfolio</Link>}
    >
      <FilterForm>
        <ChoiceFilter name="state" label="State" of={Object.keys(STATES)} />
      </FilterForm>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="Last seen first" at={at} flush>
            <ActivityTable activities={data} isOfOne={portfolioId !== undefined} />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
      <Meanings of={STATES} />
    </Page>
  );
}
