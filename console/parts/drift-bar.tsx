import { percent } from '../format/amount';
import { driftFraction } from '../format/geometry';

const WIDTH = 120;

/** A drift with its figure. Twice its threshold fills the bar, so that the line in the middle is the threshold. */
export function DriftBar({ drift, threshold, exceeds }: { drift: string; threshold: string; exceeds: boolean }) {
  const length = driftFraction(drift, threshold) * WIDTH;
  const said = `drift ${percent(drift)}, ${exceeds ? 'above' : 'within'} the threshold of ${percent(threshold)}`;
  return (
    <span className="drift">
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} 14`}
        height="14"
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        <rect className="track" x="0" y="3" width={WIDTH} height="8" rx="2" />
        <rect className={exceeds ? 'bar over' : 'bar'} x="0" y="3" width={length} height="8" rx="2" />
        <line className="tick" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2="14" />
      </svg>
      <span className="figure nowrap small">
        {percent(drift)}
        {exceeds && <span aria-hidden="true"> ▲</span>}
      </span>
    </span>
  );
}
