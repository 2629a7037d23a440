import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type ModelDetail, previewRollout, type RolloutPreview, useModel } from '../api/models';
import { useRoleProblem } from '../api/roles';
import { startRollout } from '../api/rollouts';
import { count } from '../format/amount';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { ProblemNote } from '../parts/problem-note';
import { useSubmit } from '../parts/submit';
import { PreviewPanel } from './rollout-preview';

/** Brings a version of a model to those who follow it: first what that would do, and then, once that was seen, the start. */
export function StartRolloutScreen() {
  const { modelId = '' } = useParams();
  const query = useModel(modelId);
  return (
    <Page title={`Roll out ${modelId}`} aside={<Link to={`/models/${modelId}`}>The model</Link>}>
      <Loaded query={query}>{(model) => <Steps model={model} />}</Loaded>
    </Page>
  );
}

function Steps({ model }: { model: ModelDetail }) {
  const [version, setVersion] = useState(`${model.latest}`);
  const [seen, setSeen] = useState<{ version: string; preview: RolloutPreview }>();
  const followers = model.subscribers.reduce((all, one) => all + one.subscribers, 0);
  const preview = seen?.version === version ? seen.preview : undefined;
  return (
    <>
      <PreviewForm
        model={model}
        version={version}
        onVersion={(chosen) => {
          setVersion(chosen);
          setSeen(undefined);
        }}
        onPart={(part) => setSeen({ version, preview: part })}
      />
      {preview !== undefined && <PreviewPanel preview={preview} followers={followers} />}
      <StartForm model={model} version={version} preview={preview} />
    </>
  );
}

interface PreviewFormProps {
  model: ModelDetail;
  version: string;
  onVersion: (version: string) => void;
  onPart: (preview: RolloutPreview) => void;
}

function PreviewForm({ model: { id, latest, current }, version, onVersion, onPart }: PreviewFormProps) {
  const [cost, setCost] = useState('5');
  const [requests, setRequests] = useState('200');
  const role = useRoleProblem('previewRollout');
  const { whyNot } = useLiveness();
  // Who leaves the screen, or chooses another version, does not wait for the rest.
  const asking = useRef<AbortController>(undefined);
  useEffect(() => () => asking.current?.abort(), []);
  const missing = whyNot ?? role ?? (isNumber(version) ? undefined : 'Say which version');
  const { onSubmit, why, error } = useSubmit(missing, async () => {
    const mine = new AbortController();
    asking.current = mine;
    const given = { costBasisPoints: cost.trim(), requestsPerMinute: Number.parseInt(requests, 10) };
    await previewRollout({ modelId: id, version: Number.parseInt(version, 10) }, given, onPart, mine.signal);
  });
  return (
    <Panel title="Preview">
      <form className="stack" onSubmit={onSubmit}>
        <div className="row">
          <TextField
            label="Version"
            hint={`current ${current}, newest ${latest}`}
            value={version}
            onChange={(text) => {
              asking.current?.abort();
              onVersion(text.trim());
            }}
          />
          <TextField label="Cost, basis points" hint="of what is bought and sold" value={cost} onChange={setCost} />
          <TextField label="Requests a minute" hint="what the broker allows" value={requests} onChange={setRequests} />
        </div>
        <ActionButton type="submit" tone="main" why={why} onClick={() => undefined}>
          Preview
        </ActionButton>
        {error !== null && !isAborted(error) && <ProblemNote error={error} />}
      </form>
    </Panel>
  );
}

interface StartFormProps {
  model: ModelDetail;
  version: string;
  /** Of this version; undefined before it was asked for. */
  preview: RolloutPreview | undefined;
}

function StartForm({ model: { id }, version, preview }: StartFormProps) {
  const [cohorts, setCohorts] = useState('1, 10, 100');
  const [abortPercent, setAbortPercent] = useState('5');
  const [perMinute, setPerMinute] = useState('60');
  const [isAsking, setAsking] = useState(false);
  const role = useRoleProblem('startRollout');
  const { whyNot } = useLiveness();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const plan = cohorts.split(/[\s,]+/).filter((one) => one !== '');
  const why =
    whyNot ??
    role ??
    (preview === undefined ? 'Preview it first' : undefined) ??
    (preview?.nextCursor === null ? undefined : 'It is not all added up yet') ??
    (plan.length > 0 && plan.every(isNumber) && isNumber(perMinute) ? undefined : 'Fill in whole numbers');
  return (
    <Panel title="Start">
      <div className="stack">
        <div className="row">
          <TextField label="Cohorts, up to %" hint="rising, 100 at the end" value={cohorts} onChange={setCohorts} />
          <TextField
            label="Abort above %"
            hint="of a cohort that end badly"
            value={abortPercent}
            onChange={setAbortPercent}
          />
          <TextField
            label="Portfolios a minute"
            hint="that get the version"
            value={perMinute}
            onChange={setPerMinute}
          />
        </div>
        <ActionButton tone="danger" why={why} onClick={() => setAsking(true)}>
          Start the roll-out
        </ActionButton>
      </div>
      {isAsking && preview !== undefined && (
        <Confirm
          title={`Roll out version ${version} of ${id}?`}
          verb="Start"
          typed={id}
          isDangerous
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            const body = {
              version: Number.parseInt(version, 10),
              cohorts: plan.map((one) => Number.parseInt(one, 10)),
              abortPercent: abortPercent.trim(),
              perMinute: Number.parseInt(perMinute, 10),
            };
            const { id: rolloutId } = await startRollout(id, body, once);
            await queries.invalidateQueries();
            void navigate(`/rollouts/${rolloutId}`);
          }}
        >
          <p>
            By the preview, {count(preview.accounts)} portfolios trade with {count(preview.orders)} orders. The first
            cohort is up to {plan[0]} % of those that have another version, and each next one begins when the one before
            has come to rest.
          </p>
        </Confirm>
      )}
    </Panel>
  );
}

interface TextFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
}

function TextField({ label, hint, value, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        inputMode="decimal"
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-hint`} className="small quiet">
        {hint}
      </span>
    </div>
  );
}

function isNumber(text: string): boolean {
  return /^[1-9][0-9]{0,8}$/.test(text.trim());
}

/** Nobody waits for it any more. */
function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
