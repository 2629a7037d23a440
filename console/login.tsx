import { useEffect, useId, useState } from 'react';
import { ActionButton } from './parts/action-button';
import { ProblemNote } from './parts/problem-note';
import { useSubmit } from './parts/submit';

/** Exchanges a key for a session. The key is kept nowhere in the browser. */
export function Login({ onEnter }: { onEnter: (key: string) => Promise<void> }) {
  const [key, setKey] = useState('');
  const id = useId();
  useEffect(() => {
    document.title = 'Log in · Autobalancer';
  }, []);
  const { onSubmit, why, error } = useSubmit(key.trim() === '' ? 'Enter a key' : undefined, () => onEnter(key.trim()));
  return (
    <main className="entry">
      <section className="panel" aria-label="Log in">
        <header>
          <h1>Autobalancer</h1>
        </header>
        <form className="body stack" onSubmit={onSubmit}>
          <div className="field">
            <label htmlFor={id}>Key</label>
            <input
              id={id}
              className="input"
              type="password"
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
            <span className="small quiet">
              It begins with <code>ab_</code>. An admin makes one with <code>autobalancer key create</code>.
            </span>
          </div>
          {error !== null && <ProblemNote error={error} />}
          <ActionButton type="submit" tone="main" why={why} onClick={() => undefined}>
            Log in
          </ActionButton>
        </form>
      </section>
    </main>
  );
}
