import type { FormEvent, ReactNode } from 'react';
import { useSearchParams } from 'react-router';

/** Looks for what its fields say. It is kept in the URL and nowhere else: what the URL says is what the fields show, also after a step back. */
export function FilterForm({ children }: { children: ReactNode }) {
  const [search, setSearch] = useSearchParams();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
    setSearch(given as [string, string][]);
  };
  return (
    <search>
      <form key={search.toString()} className="row filters" onSubmit={submit}>
        {children}
        <button type="submit" className="button main">
          Show
        </button>
        {search.size > 0 && (
          <button type="button" className="button" onClick={() => setSearch({})}>
            Show all
          </button>
        )}
      </form>
    </search>
  );
}

interface TextFilterProps {
  name: string;
  label: string;
  size: number;
  hint?: string;
}

export function TextFilter({ name, label, size, hint }: TextFilterProps) {
  const [search] = useSearchParams();
  return (
    <label className="field">
      <b>{label}</b>
      <input className="input" name={name} size={size} placeholder={hint} defaultValue={search.get(name) ?? ''} />
    </label>
  );
}

export function ChoiceFilter({ name, label, of }: { name: string; label: string; of: readonly string[] }) {
  const [search] = useSearchParams();
  return (
    <label className="field">
      <b>{label}</b>
      <select className="input" name={name} defaultValue={search.get(name) ?? ''}>
        <option value="">any</option>
        {of.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
