import { Link, useParams, useSearchParams } from 'react-router';
import { useDeliveries, useWebhook, type Webhook, type WebhookDelivery } from '../api/webhooks';
import { timeText } from '../format/time';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { SendAgain, WebhookActions } from './webhook-actions';
import { WebhookState } from './webhooks';

/** One webhook: whether what is sent to it arrives, and each message of the last 30 days. */
export function WebhookScreen() {
  const { webhookId = '' } = useParams();
  const query = useWebhook(webhookId);
  return (
    <Page title={`Webhook ${webhookId}`} aside={<Link to="/webhooks">All webhooks</Link>}>
      <Loaded query={query}>
        {(webhook, at) => (
          <>
            <Panel title="Now" at={at}>
              <Facts of={factsOf(webhook)} />
            </Panel>
            <WebhookActions of={webhook} />
            <Deliveries of={webhook} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function factsOf(webhook: Webhook) {
  const { url, events, previousSecretUntil, createdBy, createdAt } = webhook;
  return [
    ['State', <WebhookState key="state" of={webhook} />],
    ['URL', <code key="url">{url}</code>],
    ['Events', events === null ? 'all' : events.join(', ')],
    ['Signed with the secret before as well until', previousSecretUntil && timeText(previousSecretUntil)],
    ['Made by', <code key="by">{createdBy}</code>],
    ['Made', timeText(createdAt)],
  ] as const;
}

function Deliveries({ of: { id, enabled } }: { of: Webhook }) {
  const [search] = useSearchParams();
  const query = useDeliveries(id, search.get('cursor') ?? undefined);
  const again: Column<WebhookDelivery> = {
    title: '',
    show: (delivery) => <SendAgain of={delivery} isEnabled={enabled} />,
  };
  return (
    <Loaded query={query}>
      {({ data, nextCursor }, at) => (
        <Panel title="Messages, the latest first" at={at} flush>
          <Table
            caption="Messages"
            columns={[...COLUMNS, again]}
            rows={data}
            keyOf={({ id: deliveryId }) => deliveryId}
            empty="Nothing was sent yet."
          />
          <Pager nextCursor={nextCursor} />
        </Panel>
      )}
    </Loaded>
  );
}

const COLUMNS: readonly Column<WebhookDelivery>[] = [
  { title: 'Made', show: ({ createdAt }) => <span className="nowrap">{timeText(createdAt)}</span> },
  { title: 'Event', show: ({ event }) => <code>{event}</code> },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  { title: 'Attempts', show: ({ attempts }) => attempts, isFigure: true },
  { title: 'Answer', show: ({ answer }) => answer, isFigure: true },
  {
    title: 'Problem',
    show: ({ problem, nextAttemptAt }) =>
      problem !== null && (
        <>
          {problem}
          {nextAttemptAt !== null && <span className="small quiet"> next attempt {timeText(nextAttemptAt)}</span>}
        </>
      ),
    isWide: true,
  },
];
