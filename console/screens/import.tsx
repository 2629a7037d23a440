import { Link, useParams, useSearchParams } from 'react-router';
import { type Import, isUnderWay, type LineProblem, useImport, useImportProblems } from '../api/imports';
import { count } from '../format/amount';
import { timeText } from '../format/time';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { StateTag } from '../parts/tag';
import { CancelImport } from './cancel-import';

/** One import: how far it is, what was stored, and the rule that each wrong line breaks. */
export function ImportScreen() {
  const { importId = '' } = useParams();
  const query = useImport(importId);
  return (
    <Page title="Import" aside={<Link to="/imports">All imports</Link>}>
      <Loaded query={query}>
        {(shown, at) => (
          <>
            <Panel title="How far it is" at={at}>
              <div className="stack">
                <p role="status">
                  <b>{SENTENCES[shown.state](shown)}</b>
                </p>
                {isUnderWay(shown) && <Progress of={shown} />}
                {isUnderWay(shown) && shown.state !== 'STORING' && <CancelImport importId={shown.id} />}
                <Facts of={factsOf(shown)} />
                {!isUnderWay(shown) && <WhereToGo from={shown} />}
              </div>
            </Panel>
            {shown.wrong > 0 && <Problems importId={importId} wrong={shown.wrong} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const SENTENCES: Readonly<Record<Import['state'], (of: Import) => string>> = {
  RECEIVING: () => 'Its file is being read.',
  WAITING: () => 'Another import is stored first.',
  CHECKING: () => 'Its lines are being checked. Nothing is stored yet.',
  STORING: () => 'Its portfolios are being stored.',
  DONE: ({ stored, wrong }) =>
    wrong === 0
      ? `It is done: ${count(stored)} stored.`
      : `It is done: ${count(stored)} stored, ${linesText(wrong)} left out because ${wrong === 1 ? 'it is' : 'they are'} wrong.`,
  REFUSED: ({ wrong }) =>
    `Nothing was stored, because ${linesText(wrong)} ${wrong === 1 ? 'is' : 'are'} wrong. Correct the file and import it again.`,
};

function linesText(lines: number): string {
  return lines === 1 ? '1 line' : `${count(lines)} lines`;
}

/** It is checked once and stored once: each is half of the way. */
function Progress({ of: { lines, checked, portfolios, stored, skipped, wrong } }: { of: Import }) {
  const said = `checked up to line ${count(checked)} of ${count(lines)}, ${count(stored)} stored`;
  return (
    <progress
      className="progress"
      aria-label={said}
      max={Math.max(1, lines + portfolios)}
      value={checked + stored + (checked === lines ? skipped + wrong : 0)}
    />
  );
}

function factsOf({ id, state, partial, actor, lines, checked, portfolios, stored, skipped, wrong, ...times }: Import) {
  return [
    ['State', <StateTag key="state" of={state} />],
    ['Lines read', count(lines)],
    ['Checked up to line', state === 'CHECKING' ? count(checked) : null],
    ['Portfolios in it', count(portfolios)],
    ['Stored', count(stored)],
    ['There already', count(skipped)],
    ['Wrong', count(wrong)],
    ['If a line is wrong', partial ? 'the others are stored' : 'nothing is stored'],
    ['By', <code key="actor">{actor}</code>],
    ['Begun', timeText(times.begunAt)],
    ['Ended', times.endedAt && timeText(times.endedAt)],
    ['Import', <code key="id">{id}</code>],
  ] as const;
}

/** The audit has a row for each portfolio that it stored, between its beginning and its end. */
function WhereToGo({ from: { actor, stored, begunAt, endedAt } }: { from: Import }) {
  if (stored === 0 || endedAt === null) return null;
  const search = new URLSearchParams({ actor, from: begunAt, to: new Date(Date.parse(endedAt) + 1).toISOString() });
  return (
    <p className="row">
      <Link to="/portfolios">Portfolios</Link>
      <Link to={`/audit?${search.toString()}`}>What it stored, in the audit</Link>
    </p>
  );
}

function Problems({ importId, wrong }: { importId: string; wrong: number }) {
  const [search] = useSearchParams();
  const query = useImportProblems(importId, search.get('cursor') ?? undefined);
  return (
    <Loaded query={query}>
      {({ data, nextCursor }, at) => (
        <Panel title={`Lines that are wrong: ${count(wrong)}`} at={at} flush>
          <Table caption="Lines that are wrong" columns={COLUMNS} rows={data} keyOf={keyOf} empty="No line is wrong." />
          <Pager nextCursor={nextCursor} />
        </Panel>
      )}
    </Loaded>
  );
}

const keyOf = ({ line, field }: LineProblem) => `${line} ${field}`;

const COLUMNS: readonly Column<LineProblem>[] = [
  { title: 'Line', show: ({ line }) => count(line), isFigure: true },
  { title: 'Field', show: ({ field }) => <code>{field}</code> },
  { title: 'Rule', show: ({ message }) => message, isWide: true },
  { title: 'Code', show: ({ code }) => <code>{code}</code> },
];
