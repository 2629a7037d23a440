import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { sendFile } from '../api/imports';
import { useRoleProblem } from '../api/roles';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';

/** Chooses a file, and asks before it is sent: what it stores is traded. */
export function ImportForm() {
  const [file, setFile] = useState<File>();
  const [isPartial, setPartial] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const id = useId();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const roleProblem = useRoleProblem('importPortfolios');
  const { whyNot } = useLiveness();
  const why = whyNot ?? roleProblem ?? (file === undefined ? 'Choose a file first' : undefined);
  return (
    <Panel title="Import portfolios">
      <div className="stack">
        <div className="field">
          <label htmlFor={id}>File</label>
          <input
            id={id}
            className="input"
            type="file"
            accept=".ndjson,.jsonl,.csv"
            onChange={(event) => setFile(event.target.files?.[0])}
          />
          <span className="small quiet">
            A portfolio a line, as NDJSON or as CSV with a header: <code>id</code>, <code>accountId</code>,{' '}
            <code>cash</code>, <code>targets</code>, and if wanted <code>holdings</code>, <code>policy</code>,{' '}
            <code>status</code>. An export has the same form.
          </span>
        </div>
        <label className="row">
          <input type="checkbox" checked={isPartial} onChange={(event) => setPartial(event.target.checked)} />
          Store what is right although some lines are wrong
        </label>
        <ActionButton tone="main" why={why} onClick={() => setAsking(true)}>
          Import
        </ActionButton>
      </div>
      {isAsking && file !== undefined && (
        <Confirm
          title={`Import the portfolios of ${file.name}?`}
          verb="Import"
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            const { id: importId } = await sendFile(file, isPartial);
            await queries.invalidateQueries({ queryKey: ['imports'] });
            void navigate(`/imports/${importId}`);
          }}
        >
          <p>
            {isPartial
              ? 'Lines that are right are stored, whatever is wrong with others.'
              : 'Every line is checked first. If one is wrong, nothing is stored.'}{' '}
            What is there already, with the same content, is skipped.
          </p>
          <p>
            Each portfolio is ACTIVE unless its line says PAUSED: it is rebalanced as soon as it is seen to have
            drifted.
          </p>
        </Confirm>
      )}
    </Panel>
  );
}
