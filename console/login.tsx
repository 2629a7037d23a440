import { type FormEvent, useEffect, useId, useState } from 'react';
import { ActionButton } from './parts/action-button';
import { ProblemNote } from './parts/problem-note';

/** Exchanges a key for a session. The key is kept nowhere in the browser. */
export function Login({ onEnter }: { onEnter: (key: string) => Promise<void> }) {
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  useEffect(() => {
    document.title = 'Log in · Autobalancer';
  }, []);
  const why = isBusy ? 'Waiting for the answer …' : key.trim() === '' ? 'Enter a key' : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (why !== undefined) return;
    setBusy(true);
    setError(null);
    try {
      await onEnter(key.trim());
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="entry">
      <section className="panel" aria-label="Log in">
        <header>
          <h1>Autobalancer</h1>
        </header>
        <form className="body stack" onSubmit={(event) => void submit(event)}>
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
