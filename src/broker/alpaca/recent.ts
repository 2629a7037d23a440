/**
 * Returns `ask` with one more argument, the last: how old an answer to the same question may be, in milliseconds since it was asked for.
 * Those who ask for the same at the same time share one answer. It is kept for `keptMs` at most, and not at all when it is an error.
 */
export function recent<Question extends unknown[], Answer>(
  now: () => number,
  keptMs: number,
  ask: (...question: Question) => Promise<Answer>,
): (...question: [...Question, ageMaxMs?: number]) => Promise<Answer> {
  const kept = new Map<string, { askedAt: number; answer: Promise<Answer> }>();
  return (...given) => {
    const question = given.slice(0, ask.length) as Question;
    const ageMaxMs = (given[ask.length] as number | undefined) ?? Number.NEGATIVE_INFINITY;
    const key = JSON.stringify(question);
    const known = kept.get(key);
    if (known !== undefined && isWithin(now() - known.askedAt, ageMaxMs)) return known.answer;
    for (const [old, { askedAt }] of kept) {
      if (now() - askedAt <= keptMs) break;
      kept.delete(old);
    }
    const askedAt = now();
    const answer = ask(...question);
    const asked = { askedAt, answer };
    kept.delete(key);
    kept.set(key, asked);
    answer.catch(() => {
      if (kept.get(key) === asked) kept.delete(key);
    });
    return answer;
  };
}

/** The age of an answer from the future is not known: the clock was set back since. */
export function isWithin(ageMs: number, maxMs: number): boolean {
  return ageMs >= 0 && ageMs <= maxMs;
}
