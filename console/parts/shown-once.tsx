import { Copyable } from './copyable';

/** A secret that is not shown a second time. */
export function ShownOnce({ secret, name }: { secret: string; name: string }) {
  return (
    <div className="note warn" role="status">
      <p>Copy it now: it is shown only once.</p>
      <Copyable text={secret} name={name} />
    </div>
  );
}
