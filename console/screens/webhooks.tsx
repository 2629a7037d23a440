import { Link } from 'react-router';
import { useWebhooks, type Webhook } from '../api/webhooks';
import { Age } from '../parts/age';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { Tag } from '../parts/tag';
import { NewWebhookForm } from './new-webhook';

/** Where events are sent. */
export function WebhooksScreen() {
  const query = useWebhooks();
  return (
    <Page title="Webhooks">
      <Loaded query={query}>
        {({ data }, at) => (
          <>
            <Panel title="By id" at={at} flush>
              <Table
                caption="Webhooks"
                columns={COLUMNS}
                rows={data}
                keyOf={({ id }) => id}
                empty="Events are sent nowhere."
              />
            </Panel>
            <NewWebhookForm />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Whether anything is sent to it, and whether it arrives. */
export function WebhookState({ of: { enabled, disabledWhy, failingSince } }: { of: Webhook }) {
  if (!enabled)
    return (
      <>
        <Tag tone={disabledWhy === null ? 'still' : 'bad'}>disabled</Tag>
        {disabledWhy !== null && <span className="small"> {disabledWhy}</span>}
      </>
    );
  if (failingSince === null) return <Tag tone="good">enabled</Tag>;
  return (
    <>
      <Tag tone="warn">failing</Tag> <Age at={failingSince} label="first failed" />
    </>
  );
}

const COLUMNS: readonly Column<Webhook>[] = [
  { title: 'Webhook', show: ({ id }) => <Link to={`/webhooks/${id}`}>{id}</Link> },
  { title: 'State', show: (webhook) => <WebhookState of={webhook} /> },
  { title: 'URL', show: ({ url }) => <code>{url}</code>, isWide: true },
  { title: 'Events', show: ({ events }) => (events === null ? 'all' : events.join(', ')), isWide: true },
  { title: 'Made by', show: ({ createdBy }) => <code>{createdBy}</code> },
];
