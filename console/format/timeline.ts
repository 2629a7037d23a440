/** Returns where each time lies between the first and the last, between 0 and 1. Times are ISO; what is no time lies at the beginning. */
export function spread(times: readonly string[]): (time: string) => number {
  const known = times.map(Date.parse).filter(Number.isFinite);
  const first = Math.min(...known);
  const length = Math.max(...known) - first;
  return (time) => {
    const at = Date.parse(time);
    return length > 0 && Number.isFinite(at) ? Math.min(1, Math.max(0, (at - first) / length)) : 0;
  };
}
