import { useState } from 'react';
import { Link } from 'react-router';
import { BULK_MAX, type BulkDeed, type BulkResult, type BulkRun, isOpen, type useBulk } from '../api/bulk';
import { useRoleProblem } from '../api/roles';
import { count } from '../format/amount';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';
import { type Column, Table } from '../parts/table';
import { Tag } from '../parts/tag';

interface BulkProps {
  bulk: ReturnType<typeof useBulk>;
  selected: ReadonlySet<string>;
  /** Those that the page shows. */
  shown: readonly string[];
  onSelect: (ids: readonly string[]) => void;
}

/** What is done to the portfolios that are selected. */
export function BulkActions({ bulk, selected, shown, onSelect }: BulkProps) {
  const [deed, setDeed] = useState<BulkDeed>();
  const roleProblem = useRoleProblem('pausePortfolio');
  const { whyNot } = useLiveness();
  const ids = [...selected];
  const isRunning = bulk.run?.results.some(({ outcome }) => outcome === undefined) ?? false;
  const why =
    whyNot ??
    roleProblem ??
    (isRunning ? 'The last one is not over yet' : undefined) ??
    (ids.length === 0 ? 'Select portfolios first' : undefined) ??
    (ids.length > BULK_MAX ? `Select at most ${BULK_MAX}` : undefined);
  return (
    <div className="row toolbar">
      <span className="figure" role="status">
        {count(ids.length)} selected
      </span>
      <button type="button" className="button plain" onClick={() => onSelect([...new Set([...ids, ...shown])])}>
        Select this page
      </button>
      <button type="button" className="button plain" disabled={ids.length === 0} onClick={() => onSelect([])}>
        Select none
      </button>
      {/* The reason is the same for both, so it is shown only once. */}
      <span className="row">
        <ActionButton why={why} isWhyHidden onClick={() => setDeed('pause')}>
          Pause
        </ActionButton>
        <ActionButton why={why} onClick={() => setDeed('resume')}>
          Resume
        </ActionButton>
      </span>
      {deed !== undefined && (
        <Confirm
          title={`${VERBS[deed]} ${portfoliosText(ids.length)}?`}
          verb={VERBS[deed]}
          typed={`${ids.length}`}
          asksFor="Why"
          onClose={() => setDeed(undefined)}
          onConfirm={async (reason) => {
            bulk.begin(deed, ids, reason);
            onSelect([]);
          }}
        >
          <p>{CONSEQUENCES[deed]} Each is asked for by itself: what is refused is listed, with the reason.</p>
        </Confirm>
      )}
    </div>
  );
}

const VERBS: Readonly<Record<BulkDeed, string>> = { pause: 'Pause', resume: 'Resume' };
const DONE: Readonly<Record<BulkDeed, string>> = { pause: 'paused', resume: 'resumed' };
const CONSEQUENCES: Readonly<Record<BulkDeed, string>> = {
  pause: 'They are not rebalanced until they are resumed. A batch under way runs to its end.',
  resume: 'Each is rebalanced as soon as it drifts above its threshold.',
};

function portfoliosText(many: number): string {
  return many === 1 ? '1 portfolio' : `${count(many)} portfolios`;
}

/** What became of each, and what can be sent again. */
export function BulkResults({ bulk }: { bulk: BulkProps['bulk'] }) {
  const { run, again, forget } = bulk;
  if (run === undefined) return null;
  const isRunning = run.results.some(({ outcome }) => outcome === undefined);
  return (
    <Panel title={`${VERBS[run.deed]}: “${run.reason}”`} flush>
      <div className="row empty">
        <span role="status">{sumText(run)}</span>
        {run.results.some(isOpen) && (
          <ActionButton why={isRunning ? 'Waiting for the answers …' : undefined} onClick={again}>
            Send those again
          </ActionButton>
        )}
        {!isRunning && (
          <button type="button" className="button" onClick={forget}>
            Hide
          </button>
        )}
      </div>
      <Table caption="Results" columns={COLUMNS} rows={refusedFirst(run.results)} keyOf={({ id }) => id} empty="" />
    </Panel>
  );
}

function sumText({ deed, results }: BulkRun): string {
  const done = results.filter(({ outcome }) => outcome === 'done').length;
  const waiting = results.filter(({ outcome }) => outcome === undefined).length;
  const left = results.length - done - waiting;
  return [
    `${count(done)} of ${count(results.length)} ${DONE[deed]}`,
    left > 0 && `${count(left)} not`,
    waiting > 0 && `${count(waiting)} not answered yet`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** Those that need a look stand first. */
function refusedFirst(results: readonly BulkResult[]): BulkResult[] {
  const rank = ({ outcome }: BulkResult) => (outcome === 'done' ? 2 : outcome === undefined ? 1 : 0);
  return [...results].sort((a, b) => rank(a) - rank(b));
}

const COLUMNS: readonly Column<BulkResult>[] = [
  { title: 'Portfolio', show: ({ id }) => <Link to={`/portfolios/${id}`}>{id}</Link> },
  {
    title: 'Result',
    show: ({ outcome }) =>
      outcome === undefined ? (
        <Tag tone="busy">waiting</Tag>
      ) : outcome === 'done' ? (
        <Tag tone="good">done</Tag>
      ) : (
        <Tag tone="bad">not done</Tag>
      ),
  },
  { title: 'Why', show: ({ outcome }) => outcome instanceof Error && <Why of={outcome} />, isWide: true },
];

function Why({ of: { message, code, requestId } }: { of: Extract<BulkResult['outcome'], Error> }) {
  return (
    <>
      {message} {code !== null && <code>{code}</code>}
      {requestId !== null && (
        <>
          , request <code>{requestId}</code>
        </>
      )}
    </>
  );
}
