import type { ReactNode } from 'react';
import { Age } from './age';

interface PanelProps {
  title: string;
  /** When what it shows was answered, in milliseconds. */
  at?: number;
  aside?: ReactNode;
  /** A table or list reaches its edges. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, at, aside, flush = false, children }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="row">
          {aside}
          {at !== undefined && <Age at={at} />}
        </span>
      </header>
      <div className={flush ? 'scrolls' : 'body'}>{children}</div>
    </section>
  );
}
