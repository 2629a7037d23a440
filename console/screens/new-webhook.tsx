import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useRoleProblem } from '../api/roles';
import { createWebhook, type EventKind } from '../api/webhooks';
import { ActionButton } from '../parts/action-button';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';
import { ProblemNote } from '../parts/problem-note';
import { ShownOnce } from '../parts/shown-once';
import { useSubmit } from '../parts/submit';

/** Has events sent to a URL. The secret that they are signed with is shown until the screen is left, and never again. */
export function NewWebhookForm() {
  const [secret, setSecret] = useState<string>();
  const [url, setUrl] = useState('');
  const [kinds, setKinds] = useState('');
  const [once, setOnce] = useState(() => crypto.randomUUID());
  const [urlId, kindsId] = [useId(), useId()];
  const roleProblem = useRoleProblem('createWebhook');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  const missing = whyNot ?? roleProblem ?? (url.trim() === '' ? 'Say where to' : undefined);
  const { onSubmit, why, error } = useSubmit(missing, async () => {
    // The API knows the kinds, and refuses one that does not exist.
    const events = kinds.split(/[\s,]+/).filter((kind) => kind !== '');
    const made = await createWebhook(
      { url: url.trim(), events: events.length === 0 ? null : (events as EventKind[]) },
      once,
    );
    setSecret(made.secret);
    setOnce(crypto.randomUUID());
    setUrl('');
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
  });
  return (
    <Panel title="Have events sent">
      <form className="stack" onSubmit={onSubmit} onChange={() => setOnce(crypto.randomUUID())}>
        <div className="field">
          <label htmlFor={urlId}>URL</label>
          <input
            id={urlId}
            className="input"
            type="url"
            placeholder="https://example.com/autobalancer"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={kindsId}>Kinds of events</label>
          <input
            id={kindsId}
            className="input"
            placeholder="all; or PORTFOLIO_STALE, BATCH_ROLLED_BACK"
            value={kinds}
            onChange={(event) => setKinds(event.target.value)}
          />
        </div>
        <ActionButton type="submit" tone="main" why={why} onClick={() => undefined}>
          Make the webhook
        </ActionButton>
        {error !== null && <ProblemNote error={error} />}
        {secret !== undefined && <ShownOnce secret={secret} name="signing secret" />}
      </form>
    </Panel>
  );
}
