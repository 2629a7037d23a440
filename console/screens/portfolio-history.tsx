import { Link } from 'react-router';
import { useAudit, useBatches } from '../api/ask';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { AuditTable } from './audit';
import { BatchTable } from './batch-table';

const LATEST = 10;

/** The latest batches of a portfolio, and the end of its audit. */
export function PortfolioHistory({ portfolioId }: { portfolioId: string }) {
  const batches = useBatches(portfolioId, { limit: LATEST });
  const audit = useAudit(portfolioId, { limit: LATEST });
  return (
    <>
      {batches.data !== undefined && (
        <Panel title="Batches" at={batches.dataUpdatedAt} flush>
          <BatchTable batches={batches.data.data} isOfOne />
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
