import { type ReactNode, useEffect } from 'react';

/** A screen: its title, also in the window's, and what it is made of. */
export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Autobalancer`;
  }, [title]);
  return (
    <>
      <div className="head">
        <h1>{title}</h1>
        {aside}
      </div>
      {children}
    </>
  );
}
