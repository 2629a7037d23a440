import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useViews } from '../parts/views';

/** The views that somebody has saved in this browser, and a way to save what is shown now. */
export function SavedViews({ of }: { of: string }) {
  const [search] = useSearchParams();
  const { views, save, remove } = useViews(`views of ${of}`);
  const [isNaming, setNaming] = useState(false);
  const query = viewOf(search);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name !== 'string' || name.trim() === '') return;
    save({ name: name.trim(), query });
    setNaming(false);
  };
  if (views.length === 0 && query === '') return null;
  return (
    <section className="row" aria-label="Saved views">
      {views.length > 0 && <span className="quiet">Saved views</span>}
      {views.map((view) => (
        <span key={view.name} className="view">
          <Link to={`/${of}?${view.query}`} aria-current={view.query === query ? 'true' : undefined}>
            {view.name}
          </Link>
          <button
            type="button"
            className="copy"
            aria-label={`Remove the view ${view.name}`}
            onClick={() => remove(view.name)}
          >
            ✕
          </button>
        </span>
      ))}
      {isNaming ? (
        <form className="row" onSubmit={submit}>
          <input
            // biome-ignore lint/a11y/noAutofocus: it comes because somebody asked for it
            autoFocus
            className="input"
            name="name"
            aria-label="Name of the view"
            placeholder="Name of the view"
            maxLength={60}
            required
          />
          <button type="submit" className="button main">
            Save
          </button>
          <button type="button" className="button" onClick={() => setNaming(false)}>
            Cancel
          </button>
          <span className="small quiet">It is kept in this browser only. To share it, send its address.</span>
        </form>
      ) : (
        query !== '' && (
          <button type="button" className="button plain" onClick={() => setNaming(true)}>
            Save this view
          </button>
        )
      )}
    </section>
  );
}

/** Where somebody is in the list is no part of a view. */
function viewOf(search: URLSearchParams): string {
  const kept = new URLSearchParams(search);
  kept.delete('cursor');
  kept.sort();
  return kept.toString();
}
