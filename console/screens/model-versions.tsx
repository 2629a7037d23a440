import { useState } from 'react';
import { Link } from 'react-router';
import { type ModelDetail, type ModelVersion, useModelVersions } from '../api/models';
import { percent } from '../format/amount';
import { timeText } from '../format/time';
import { Loaded } from '../parts/loaded';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';

/** As many as fit beside each other. */
const SIDE_BY_SIDE = 4;

/** Versions side by side, the newest first: a target that differs from the version before is marked, and said to those who hear it. */
export function ModelVersions({ model: { id, current, status } }: { model: ModelDetail }) {
  const [cursor, setCursor] = useState<string>();
  // One more than is shown, so that the oldest one has a version before it as well.
  const query = useModelVersions(id, SIDE_BY_SIDE + 1, cursor);
  return (
    <Loaded query={query}>
      {({ data }, at) => {
        const shown = data.slice(0, SIDE_BY_SIDE);
        const last = shown.at(-1);
        const isMore = data.length > SIDE_BY_SIDE;
        return (
          <Panel
            title="Versions side by side"
            at={at}
            flush
            aside={status === 'ACTIVE' && <Link to={`/models/${id}/rollout`}>Roll out a version</Link>}
          >
            <Table
              caption="Targets by version"
              columns={columnsOf(shown, data, current)}
              rows={rowsOf(shown)}
              keyOf={({ name }) => name}
              empty="There is no version."
            />
            {(cursor !== undefined || isMore) && (
              <div className="row empty">
                <button
                  type="button"
                  className="button"
                  disabled={cursor === undefined}
                  onClick={() => setCursor(undefined)}
                >
                  Newest versions
                </button>
                <button
                  type="button"
                  className="button"
                  disabled={!isMore}
                  onClick={() => setCursor(last && `${last.version}`)}
                >
                  Older versions
                </button>
              </div>
            )}
          </Panel>
        );
      }}
    </Loaded>
  );
}

/** A symbol, or what else there is to say of a version. */
interface Row {
  name: string;
  of: (version: ModelVersion) => string;
}

function rowsOf(versions: readonly ModelVersion[]): Row[] {
  const symbols = [...new Set(versions.flatMap(({ targets }) => targets.map(({ symbol }) => symbol)))].sort();
  return [
    ...symbols.map((symbol) => ({ name: symbol, of: (version: ModelVersion) => targetOf(version, symbol) })),
    { name: 'Policy', of: ({ policy }) => (policy === null ? 'that of each portfolio' : 'of the version') },
    { name: 'Why', of: ({ reason }) => (reason === '' ? '–' : reason) },
    { name: 'By', of: ({ by }) => by },
    { name: 'Made', of: ({ at }) => timeText(at) },
  ];
}

/** These differ in every version. */
const NOT_COMPARED = new Set(['Why', 'By', 'Made']);

function targetOf({ targets }: ModelVersion, symbol: string): string {
  const target = targets.find((one) => one.symbol === symbol);
  return target === undefined ? '–' : percent(target.percent);
}

function columnsOf(shown: readonly ModelVersion[], all: readonly ModelVersion[], current: number): Column<Row>[] {
  return [
    { title: 'Symbol', show: ({ name }) => <b>{name}</b> },
    ...shown.map((version, index) => ({
      title: `Version ${version.version}${version.version === current ? ', current' : ''}`,
      show: ({ name, of }: Row) => {
        const before = all[index + 1];
        const isChanged = before !== undefined && !NOT_COMPARED.has(name) && of(before) !== of(version);
        if (!isChanged) return of(version);
        return (
          <b>
            {of(version)}
            <span aria-hidden="true"> ◂</span>
            <span className="only-heard"> (changed)</span>
          </b>
        );
      },
    })),
  ];
}
