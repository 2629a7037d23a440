import { Link } from 'react-router';
import { count as countText } from '../format/amount';
import { Age } from './age';

interface TileProps {
  name: string;
  count: number;
  /** Where those that are counted are listed. */
  to?: string;
  at: number;
  isBad?: boolean;
}

/** A count with its name and its age. */
export function Tile({ name, count, to, at, isBad = false }: TileProps) {
  const inside = (
    <>
      <span className="quiet">{name}</span>
      <b className={isBad ? 'tag-bad' : undefined}>
        {isBad && <span aria-hidden="true">! </span>}
        {countText(count)}
      </b>
      <Age at={at} />
    </>
  );
  return to === undefined ? (
    <span className="tile">{inside}</span>
  ) : (
    <Link className="tile" to={to}>
      {inside}
    </Link>
  );
}
