import { useSearchParams } from 'react-router';

/** Goes to the next page, and back to the first: pages follow a cursor, so there is no other way back than the browser's. */
export function Pager({ nextCursor }: { nextCursor: string | null }) {
  const [search, setSearch] = useSearchParams();
  const isFirst = !search.has('cursor');
  if (isFirst && nextCursor === null) return null;
  const go = (cursor: string | null) => {
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (cursor === null) next.delete('cursor');
      else next.set('cursor', cursor);
      return next;
    });
  };
  return (
    <div className="row empty">
      <button type="button" className="button" disabled={isFirst} onClick={() => go(null)}>
        First page
      </button>
      <button type="button" className="button" disabled={nextCursor === null} onClick={() => go(nextCursor)}>
        Next page
      </button>
    </div>
  );
}
