import { percent } from '../format/amount';
import { bandOf, fractionOf } from '../format/geometry';

interface WeightBarProps {
  weight: string;
  target: string;
  threshold: string;
  mode: 'relative' | 'absolute';
  /** The percent at which the bar is full: the same for all bars that stand together. */
  full: string;
}

const WIDTH = 240;

/** The weight of a symbol as a bar, its target as a tick, and the band in which nothing is traded behind it. */
export function WeightBar({ weight, target, threshold, mode, full }: WeightBarProps) {
  const band = bandOf(target, threshold, mode, full);
  const at = fractionOf(target, full) * WIDTH;
  const length = fractionOf(weight, full);
  const isOutside = length < band.from || length > band.to;
  const said = `weight ${percent(weight)}, target ${percent(target)}, ${isOutside ? 'outside' : 'within'} its band`;
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} 18`}
      height="18"
      preserveAspectRatio="none"
      role="img"
      aria-label={said}
    >
      <rect
        className="track"
        x={band.from * WIDTH}
        y="0"
        width={Math.max(1, (band.to - band.from) * WIDTH)}
        height="18"
      />
      <rect className={isOutside ? 'bar over' : 'bar'} x="0" y="5" width={length * WIDTH} height="8" rx="2" />
      <line className="tick" x1={at} x2={at} y1="0" y2="18" />
    </svg>
  );
}
