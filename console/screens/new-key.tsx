import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { createKey, type NewKey } from '../api/keys';
import { useRoleProblem } from '../api/roles';
import { ActionButton } from '../parts/action-button';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';
import { ProblemNote } from '../parts/problem-note';
import { ShownOnce } from '../parts/shown-once';
import { useSubmit } from '../parts/submit';

const DAYS = [1, 30, 90, 365];

/** Makes a key. Its secret is shown until the screen is left, and never again. */
export function NewKeyForm() {
  const [secret, setSecret] = useState<string>();
  const [name, setName] = useState('');
  const [once, setOnce] = useState(() => crypto.randomUUID());
  const id = useId();
  const roleProblem = useRoleProblem('createKey');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  const missing = whyNot ?? roleProblem ?? (name.trim() === '' ? 'Say whose key it is' : undefined);
  const { onSubmit, why, error } = useSubmit(missing, async (form) => {
    const days = DAYS.find((one) => `${one}` === form.get('days')) ?? 30;
    const owner = `${form.get('owner') as string}`.trim();
    const role = form.get('role') as NewKey['role'];
    const made = await createKey({ name: name.trim(), role, days, ...(owner !== '' && { owner }) }, once);
    setSecret(made.secret);
    setOnce(crypto.randomUUID());
    setName('');
    await queries.invalidateQueries({ queryKey: ['keys'] });
  });
  return (
    <Panel title="Make a key">
      <form className="stack" onSubmit={onSubmit} onChange={() => setOnce(crypto.randomUUID())}>
        <div className="row">
          <div className="field">
            <label htmlFor={id}>Whose key it is</label>
            <input
              id={id}
              className="input"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <label className="field">
            <b>Owner</b>
            <input className="input" name="owner" maxLength={200} placeholder="login of one person" />
          </label>
          <label className="field">
            <b>Role</b>
            <select className="input" name="role">
              <option>viewer</option>
              <option>operator</option>
              <option>approver</option>
              <option>admin</option>
            </select>
          </label>
          <label className="field">
            <b>Days</b>
            <select className="input" name="days" defaultValue="30">
              {DAYS.map((days) => (
                <option key={days}>{days}</option>
              ))}
            </select>
          </label>
        </div>
        <p className="small">
          A key with an owner counts as that person where two are needed. It never counts beside the person who made it.
        </p>
        <ActionButton type="submit" tone="main" why={why} onClick={() => undefined}>
          Make the key
        </ActionButton>
        {error !== null && <ProblemNote error={error} />}
        {secret !== undefined && <ShownOnce secret={secret} name="key" />}
      </form>
    </Panel>
  );
}
