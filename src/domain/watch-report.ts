// What a monitor sees of the portfolios that it watches, as figures that only inform: nothing is decided by them.

/** The lower ends of the buckets, in multiples of a portfolio's own threshold; above 1 it has drifted. */
export const DRIFT_BUCKETS = [0, 0.5, 1, 1.5, 2] as const;

export interface WatchReport {
  /** Which part of all portfolios it watches: "2/8". */
  shard: string;
  /** ISO */
  at: string;
  /** Its ACTIVE portfolios by drift, a count for each of `DRIFT_BUCKETS`. */
  drifts: number[];
  /** Those that cannot be judged, because a price is missing. */
  unjudged: number;
  /** Past their threshold, and their turn has not come. */
  waiting: number;
  /** Why nobody is asked for now, or null. */
  heldBack: string | null;
  /** Asked for by this monitor and under way. */
  running: number;
  endedPerMinute: number;
  /** ISO time of the newest price, or null before the first one. */
  pricedAt: string | null;
}

/** What all monitors see together. */
export interface Watching extends Omit<WatchReport, 'shard'> {
  monitors: number;
  /** How long the ones that wait take at this pace, or null when nobody knows. */
  secondsLeft: number | null;
}

/** A part that has not reported for this long beside others is watched no more: somebody has divided the portfolios in another way. */
const TOGETHER_MS = 60_000;

/**
 * Adds up reports: `at` is the oldest that counts. When no monitor runs any more, what they said last stays, with its age. Returns null
 * when none has ever reported.
 */
export function addReports(reports: readonly WatchReport[]): Watching | null {
  const newest = Math.max(...reports.map(({ at }) => Date.parse(at)));
  const counted = reports.filter(({ at }) => Date.parse(at) > newest - TOGETHER_MS);
  const first = counted[0];
  if (first === undefined) return null;
  const sum = (figure: (report: WatchReport) => number) => counted.reduce((total, one) => total + figure(one), 0);
  const [waiting, endedPerMinute] = [sum((one) => one.waiting), sum((one) => one.endedPerMinute)];
  const times = counted.flatMap(({ pricedAt }) => pricedAt ?? []).sort();
  return {
    at: counted.map(({ at }) => at).sort()[0] ?? first.at,
    monitors: counted.length,
    drifts: DRIFT_BUCKETS.map((_bucket, index) => sum(({ drifts }) => drifts[index] ?? 0)),
    unjudged: sum((one) => one.unjudged),
    waiting,
    heldBack: counted.find(({ heldBack }) => heldBack !== null)?.heldBack ?? null,
    running: sum((one) => one.running),
    endedPerMinute,
    // The feed that is furthest behind.
    pricedAt: times[0] ?? null,
    secondsLeft: endedPerMinute === 0 ? null : Math.ceil((waiting * 60) / endedPerMinute),
  };
}
