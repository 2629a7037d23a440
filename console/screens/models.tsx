import { Link, useSearchParams } from 'react-router';
import { type Model, useModels } from '../api/models';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';

/** The models that portfolios may follow. */
export function ModelsScreen() {
  const [search] = useSearchParams();
  const query = useModels(search.get('cursor') ?? undefined);
  return (
    <Page title="Models" aside={<Link to="/rollouts">Roll-outs</Link>}>
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="By id" at={at} flush>
            <Table caption="Models" columns={COLUMNS} rows={data} keyOf={({ id }) => id} empty="There is no model." />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<Model>[] = [
  { title: 'Model', show: ({ id }) => <Link to={`/models/${id}`}>{id}</Link> },
  { title: 'Name', show: ({ name }) => name, isWide: true },
  { title: 'Status', show: ({ status }) => <StateTag of={status} /> },
  { title: 'Current version', show: ({ current }) => current, isFigure: true },
  { title: 'Newest version', show: ({ latest }) => latest, isFigure: true },
  { title: 'Made by', show: ({ createdBy }) => <code>{createdBy}</code> },
];
