import { Link } from 'react-router';
import { useActivities, useAudit, useBatches } from '../api/ask';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { ActivityTable } from './activity-table';
import { AuditTable } from './audit';
import { BatchTable } from './batch-table';

const LATEST = 10;

/** The latest batches of a portfolio, what the broker listed beside them, and the end of its audit. */
export function PortfolioHistory({ portfolioId }: { portfolioId: string }) {
  const batches = useBatches(portfolioId, { limit: LATEST });
  const activities = useActivities(portfolioId, { limit: LATEST });
  const audit = useAudit(portfolioId, { limit: LATEST });
  return (
    <>
      {batches.data !== undefined && (
        <Panel title="Batches" at={batches.dataUpdatedAt} flush>
          <BatchTable batches={batches.data.data} isOfOne />
        </Panel>
      )}
      {activities.data !== undefined && (
        <Panel
          title="Broker activities"
          at={activities.dataUpdatedAt}
          aside={<Link to={`/portfolios/${portfolioId}/activities`}>All of them</Link>}
          flush
        >
          <ActivityTable activities={activities.data.data} isOfOne />
        </Panel>
      )}
      {audit.data !== undefined && (
        <Loaded query={audit}>
          {({ data }, at) => (
            <Panel title="Audit" at={at} aside={<Link to={`/portfolios/${portfolioId}/audit`}>All of it</Link>} flush>
              <AuditTable rows={data} />
            </Panel>
          )}
        </Loaded>
      )}
    </>
  );
}
