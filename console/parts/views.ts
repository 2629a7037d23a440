import { useState } from 'react';

/** A list that somebody comes back to: its filters, as the URL has them, under a name. */
export interface View {
  name: string;
  query: string;
}

/** Views that are kept in this browser under `key`, by name. */
export function useViews(key: string) {
  const [views, setViews] = useState<readonly View[]>(() => readViews(key));
  const keep = (next: View[]) => {
    const sorted = next.sort((a, b) => a.name.localeCompare(b.name));
    localStorage.setItem(key, JSON.stringify(sorted));
    setViews(sorted);
  };
  return {
    views,
    /** One of that name is replaced. */
    save: (view: View) => keep([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => keep(views.filter((view) => view.name !== name)),
  };
}

/** What another version of the console has written, or somebody by hand, is left out when it is no view. */
function readViews(key: string): View[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(one: unknown): one is View {
  const { name, query } = (one ?? {}) as Partial<Record<keyof View, unknown>>;
  return typeof name === 'string' && typeof query === 'string';
}
