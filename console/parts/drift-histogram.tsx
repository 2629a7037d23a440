import { count } from '../format/amount';
import { barHeights } from '../format/geometry';

const LABELS = ['0 – 0.5', '0.5 – 1', '1 – 1.5', '1.5 – 2', 'above 2'];
/** Of the buckets, those below the threshold. */
const WITHIN = 2;
const [WIDTH, HEIGHT, TOP, FOOT] = [500, 150, 24, 36];

/** How many portfolios are how far from their targets, in multiples of their own thresholds. Heights are logarithmic: ten among a million show. */
export function DriftHistogram({ counts }: { counts: readonly number[] }) {
  const step = WIDTH / counts.length;
  const heights = barHeights(counts);
  const said = counts.map((one, index) => `${LABELS[index]} times the threshold: ${count(one)}`).join('; ');
  return (
    <svg className="chart histogram" viewBox={`0 0 ${WIDTH} ${TOP + HEIGHT + FOOT}`} role="img" aria-label={said}>
      {counts.map((one, index) => {
        const height = (heights[index] ?? 0) * HEIGHT;
        const middle = (index + 0.5) * step;
        return (
          <g key={LABELS[index]}>
            <rect
              className={index < WITHIN ? 'bar' : 'bar over'}
              x={index * step + 6}
              y={TOP + HEIGHT - height}
              width={step - 12}
              height={height}
            />
            <text className="count" x={middle} y={TOP + HEIGHT - height - 6}>
              {count(one)}
            </text>
            <text x={middle} y={TOP + HEIGHT + 16}>
              {LABELS[index]}
            </text>
          </g>
        );
      })}
      <line className="frame-line" x1="0" x2={WIDTH} y1={TOP + HEIGHT} y2={TOP + HEIGHT} />
      <line className="limit" x1={step * WITHIN} x2={step * WITHIN} y1="0" y2={TOP + HEIGHT} />
      <text x={WIDTH / 2} y={TOP + HEIGHT + FOOT - 4}>
        times the threshold
      </text>
    </svg>
  );
}
