import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setTargets } from '../api/settings';
import type { Portfolio, Target } from '../api/types';
import { percent, sumOfPercents } from '../format/amount';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { Panel } from '../parts/panel';

interface EditorProps {
  of: Portfolio;
  /** Why nothing can be changed now. */
  why: string | undefined;
  onSaved: (saved: Portfolio) => void;
}

/** A row of the form; its number tells it from the others while its symbol is written. */
type Row = Target & { number: number };

/** All targets, which are replaced together. Their sum is shown while it is written: it has to be 100 exactly. */
export function TargetEditor({ of: { id, targets, settingsRevision }, why, onSaved }: EditorProps) {
  const [rows, setRows] = useState<Row[]>(() => targets.map((target, number) => ({ ...target, number })));
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const wanted = rows.map((row) => ({ symbol: row.symbol.trim().toUpperCase(), percent: row.percent.trim() }));
  const changes = changesBetween(targets, wanted);
  const sum = sumOfPercents(wanted.map((target) => target.percent));
  const set = (number: number, change: Partial<Target>) =>
    setRows((now) => now.map((row) => (row.number === number ? { ...row, ...change } : row)));
  const problem =
    why ??
    (wanted.some(({ symbol }) => symbol === '') ? 'A symbol is missing' : undefined) ??
    (sum === '100.0000' ? undefined : 'The targets have to sum to 100.0000 %') ??
    (changes.length === 0 ? 'Nothing is changed' : undefined);
  return (
    <Panel title="Targets">
      <div className="stack">
        {rows.map((row, at) => (
          <div key={row.number} className="row" data-row="">
            <input
              className="input"
              size={10}
              aria-label={`Symbol ${at + 1}`}
              value={row.symbol}
              onChange={(event) => set(row.number, { symbol: event.target.value })}
            />
            <input
              className="input right"
              size={10}
              inputMode="decimal"
              aria-label={`Percent of ${row.symbol === '' ? `symbol ${at + 1}` : row.symbol}`}
              value={row.percent}
              onChange={(event) => set(row.number, { percent: event.target.value })}
            />
            <span>%</span>
            <button
              type="button"
              className="button plain"
              onClick={() => setRows((now) => now.filter(({ number }) => number !== row.number))}
            >
              Remove<span className="only-heard"> {row.symbol}</span>
            </button>
          </div>
        ))}
        <p className="figure" role="status">
          Sum:{' '}
          <b className={sum === '100.0000' ? undefined : 'tag-bad'}>
            {sum === undefined ? 'not a number' : percent(sum)}
          </b>
        </p>
        <p className="small quiet">A target of 0 sells what is held of a symbol.</p>
        <div className="row">
          <button type="button" className="button" onClick={() => setRows((now) => [...now, nextRow(now)])}>
            Add a symbol
          </button>
          <ActionButton tone="main" why={problem} onClick={() => setAsking(true)}>
            Save the targets
          </ActionButton>
        </div>
      </div>
      {isAsking && (
        <Confirm
          title={`Change the targets of ${id}?`}
          verb="Save"
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            onSaved(await setTargets(id, settingsRevision, wanted, once));
            await queries.invalidateQueries();
          }}
        >
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
          <p>The next rebalance trades towards them. Preview its plan afterwards.</p>
        </Confirm>
      )}
    </Panel>
  );
}

function nextRow(rows: readonly Row[]): Row {
  return { symbol: '', percent: '', number: Math.max(-1, ...rows.map(({ number }) => number)) + 1 };
}

/** "META: 33.3300 % → 40 %", a line for each symbol whose target is another. */
function changesBetween(before: readonly Target[], after: readonly Target[]): string[] {
  const [old, now] = [before, after].map((some) => new Map(some.map((one) => [one.symbol, one.percent])));
  const symbols = [...new Set([...before, ...after].map(({ symbol }) => symbol))].sort();
  const text = (value: string | undefined) => (value === undefined ? 'no target' : percent(value));
  const isSame = (symbol: string) =>
    old?.has(symbol) === now?.has(symbol) &&
    sumOfPercents([old?.get(symbol) ?? '0']) === sumOfPercents([now?.get(symbol) ?? '0']);
  return symbols
    .filter((symbol) => !isSame(symbol))
    .map((symbol) => `${symbol}: ${text(old?.get(symbol))} → ${text(now?.get(symbol))}`);
}
