import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type ApiKey, revokeKey, useKeys } from '../api/keys';
import { useRoleProblem } from '../api/roles';
import { timeText } from '../format/time';
import { ActionButton } from '../parts/action-button';
import { Age, useNow } from '../parts/age';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { Tag } from '../parts/tag';
import { NewKeyForm } from './new-key';

/** Who has a key of the API, and what each may do with it. */
export function KeysScreen() {
  const [search] = useSearchParams();
  const query = useKeys(search.get('cursor') ?? undefined);
  return (
    <Page title="Keys">
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <>
            <Panel title="By id" at={at} flush>
              <Table caption="Keys" columns={COLUMNS} rows={data} keyOf={({ id }) => id} empty="There is no key." />
              <Pager nextCursor={nextCursor} />
            </Panel>
            <NewKeyForm />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<ApiKey>[] = [
  { title: 'Key', show: ({ id }) => <code>{id}</code> },
  { title: 'Name', show: ({ name }) => name, isWide: true },
  { title: 'Owner', show: ({ owner }) => owner ?? '–' },
  { title: 'Role', show: ({ role }) => role },
  { title: 'State', show: (key) => <KeyState of={key} /> },
  { title: 'Last used', show: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <Age at={lastUsedAt} label="" />) },
  { title: 'Made by', show: ({ createdBy }) => <code>{createdBy}</code> },
  { title: '', show: (key) => key.revokedAt === null && <Revoke of={key} /> },
];

function KeyState({ of: { revokedAt, revokedBy, expiresAt } }: { of: ApiKey }) {
  const now = useNow();
  if (revokedAt !== null)
    return (
      <>
        <Tag tone="still">revoked</Tag> <span className="small">by {revokedBy}</span>
      </>
    );
  return Date.parse(expiresAt) <= now ? (
    <Tag tone="still">expired</Tag>
  ) : (
    <span className="small nowrap">until {timeText(expiresAt)}</span>
  );
}

function Revoke({ of: { id, name } }: { of: ApiKey }) {
  const [isAsking, setAsking] = useState(false);
  const roleProblem = useRoleProblem('revokeKey');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  return (
    <>
      <ActionButton why={whyNot ?? roleProblem} onClick={() => setAsking(true)}>
        Revoke
      </ActionButton>
      {isAsking && (
        <Confirm
          title={`Revoke the key of ${name}?`}
          verb="Revoke"
          typed={id}
          isDangerous
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            await revokeKey(id, once);
            await queries.invalidateQueries();
          }}
        >
          The key and every session that was opened with it are refused from the next request on. This cannot be undone.
        </Confirm>
      )}
    </>
  );
}
