import { Link, useSearchParams } from 'react-router';
import { type Import, useImports } from '../api/imports';
import { count } from '../format/amount';
import { Age } from '../parts/age';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { ImportForm } from './import-form';

/** Portfolios from a file, and what became of the files of the last week. */
export function ImportsScreen() {
  const [search] = useSearchParams();
  const query = useImports(search.get('cursor') ?? undefined);
  return (
    <Page title="Imports" aside={<Exports />}>
      <ImportForm />
      <Loaded query={query}>
        {({ data, nextCursor }, at) => (
          <Panel title="The last week, latest first" at={at} flush>
            <Table
              caption="Imports"
              columns={COLUMNS}
              rows={data}
              keyOf={({ id }) => id}
              empty="Nothing has been imported in the last week."
            />
            <Pager nextCursor={nextCursor} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

/** The other way: what is exported can be imported. */
function Exports() {
  return (
    <span className="row">
      {(['ndjson', 'csv'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={`/v1/exports/portfolios?format=${format}`}
          download={`portfolios.${format}`}
        >
          Export as {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

const COLUMNS: readonly Column<Import>[] = [
  {
    title: 'Begun',
    show: ({ id, begunAt }) => (
      <Link to={`/imports/${id}`}>
        <Age at={begunAt} label="" />
        <span className="only-heard"> import {id}</span>
      </Link>
    ),
  },
  { title: 'State', show: ({ state }) => <StateTag of={state} /> },
  { title: 'Lines', show: ({ lines }) => count(lines), isFigure: true },
  { title: 'Stored', show: ({ stored }) => count(stored), isFigure: true },
  { title: 'There already', show: ({ skipped }) => count(skipped), isFigure: true },
  {
    title: 'Wrong',
    show: ({ wrong }) => (wrong > 0 ? <b className="tag-bad">! {count(wrong)}</b> : '0'),
    isFigure: true,
  },
  { title: 'By', show: ({ actor }) => <code>{actor}</code>, isWide: true },
];
