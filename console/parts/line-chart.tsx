import { type PointerEvent, useState } from 'react';
import { nearest, type Point, runsOf, scaleOf } from '../format/series';
import { useWidth } from './width';

interface LineChartProps {
  /** What it shows, and from when to when, for those who hear it. A table beside it has the figures. */
  said: string;
  points: readonly Point[];
  /** Values that are no points: a line across, with its name. */
  levels?: readonly { name: string; value: string }[];
  /** Points further apart than this are not joined. */
  gapMs: number;
  showValue: (value: string) => string;
  showTime: (at: string) => string;
}

const [HEIGHT, LEFT, RIGHT, FOOT, TOP] = [220, 92, 8, 24, 8];

/** A line over time. The pointer reads one point at a time; so does the slider below it, by keyboard and by touch. */
export function LineChart({ said, points, levels = [], gapMs, showValue, showTime }: LineChartProps) {
  const [chosen, setChosen] = useState<number>();
  const [figure, width] = useWidth<HTMLElement>();
  const scale = scaleOf(
    points,
    levels.map(({ value }) => value),
  );
  const x = (at: string) => LEFT + scale.x(at) * (width - LEFT - RIGHT);
  const y = (value: string) => TOP + (1 - scale.y(value)) * (HEIGHT - TOP);
  const at = Math.min(chosen ?? points.length - 1, points.length - 1);
  const point = points[at];
  const onPointer = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>) => {
    const place = (clientX - currentTarget.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT);
    setChosen(nearest(points, place, scale));
  };
  if (point === undefined) return null;
  return (
    <figure className="line-chart" ref={figure}>
      <p className="figure small">
        <b>{showValue(point.value)}</b> <span className="quiet">{showTime(point.at)}</span>
      </p>
      <svg
        className="chart"
        viewBox={`0 0 ${width} ${HEIGHT + FOOT}`}
        role="img"
        aria-label={said}
        onPointerMove={onPointer}
        onPointerLeave={() => setChosen(undefined)}
      >
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line className="frame-line" x1={LEFT} x2={width - RIGHT} y1={y(`${tick}`)} y2={y(`${tick}`)} />
            <text className="at-end" x={LEFT - 8} y={y(`${tick}`) + 4}>
              {showValue(tick.toFixed(2))}
            </text>
          </g>
        ))}
        {levels.map(({ name, value }) => (
          <g key={name}>
            <line className="limit" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text x={LEFT + 6} y={y(value) - 5}>
              {name}
            </text>
          </g>
        ))}
        {runsOf(points, gapMs).map((run) => (
          <polyline
            key={run[0]?.at}
            className="line"
            points={run.map((one) => `${x(one.at)},${y(one.value)}`).join(' ')}
          />
        ))}
        {runsOf(points, gapMs)
          .filter(({ length }) => length === 1)
          .map(
            ([alone]) =>
              alone && <circle key={alone.at} className="dot" cx={x(alone.at)} cy={y(alone.value)} r="2.5" />,
          )}
        <line className="cursor" x1={x(point.at)} x2={x(point.at)} y1={TOP} y2={HEIGHT} />
        <circle className="dot" cx={x(point.at)} cy={y(point.value)} r="4" />
        <line className="frame-line" x1={LEFT} x2={width - RIGHT} y1={HEIGHT} y2={HEIGHT} />
        <text x={LEFT} y={HEIGHT + 17}>
          {showTime(points[0]?.at ?? '')}
        </text>
        {points.length > 1 && (
          <text className="at-end" x={width - RIGHT} y={HEIGHT + 17}>
            {showTime(points.at(-1)?.at ?? '')}
          </text>
        )}
      </svg>
      <input
        type="range"
        className="slider"
        aria-label="Point in time"
        aria-valuetext={`${showTime(point.at)}: ${showValue(point.value)}`}
        min={0}
        max={points.length - 1}
        value={at}
        onChange={(event) => setChosen(event.target.valueAsNumber)}
      />
    </figure>
  );
}
