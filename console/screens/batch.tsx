import { Link, useParams } from 'react-router';
import { useBatch, useFills } from '../api/ask';
import type { Batch } from '../api/types';
import { percent, usd } from '../format/amount';
import { timeText } from '../format/time';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { OrderTimeline } from '../parts/order-timeline';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { StateTag } from '../parts/tag';

/** One batch: what was planned, each order with its ids and what became of it, and how it ended. */
export function BatchScreen() {
  const { portfolioId = '', batchId = '' } = useParams();
  const query = useBatch(portfolioId, batchId);
  const { data: fills } = useFills(portfolioId, batchId);
  return (
    <Page title="Batch" aside={<Link to={`/portfolios/${portfolioId}`}>{portfolioId}</Link>}>
      <Loaded query={query}>
        {(batch, at) => (
          <>
            <Panel title="How it ended" at={at}>
              <Facts of={factsOf(batch)} />
            </Panel>
            <Panel title="Orders" at={at} flush>
              <OrderTimeline orders={batch.orders} fills={fills?.data ?? []} pricedAt={batch.pricedAt} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function factsOf(batch: Batch) {
  const { state, cause, residual, driftBefore, driftPlanned, driftAfter } = batch;
  return [
    ['State', <StateTag key="state" of={state} />],
    ['Cause', cause && <Cause of={cause} />],
    ['Not restored', residual && usd(residual)],
    ['Drift before', percent(driftBefore)],
    ['Drift planned', driftPlanned && percent(driftPlanned)],
    ['Drift after', driftAfter && percent(driftAfter)],
    ['Priced', timeText(batch.pricedAt)],
    ['Execution', batch.execution],
    ['Policy', batch.policyVersion && `version ${batch.policyVersion}`],
    ['Batch', <Copyable key="id" text={batch.id} name="batch id" />],
    ['All of it', <Copyable key="json" text={JSON.stringify(batch)} name="batch as JSON" shown="as JSON" />],
  ] as const;
}

function Cause({ of: { code, message, symbol } }: { of: NonNullable<Batch['cause']> }) {
  return (
    <>
      <code>{code}</code> {symbol !== undefined && <b>{symbol} </b>}
      {message}
    </>
  );
}
