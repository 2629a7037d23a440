import { isWithin } from './recent';

/**
 * Returns a function that asks for many things by name, where many askers need some of the same. `ageMaxMs` says how old an answer may be,
 * in milliseconds since it was asked for; none unless given. What is asked for already is not asked for again, so all who ask at one
 * moment make one request for each name. An answer is kept for `keptMs` at most, and not at all when it is an error.
 */
export function recentEach<Answer>(
  now: () => number,
  keptMs: number,
  ask: (names: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
): (names: readonly string[], ageMaxMs?: number) => Promise<Map<string, Answer>> {
  const kept = new Map<string, Asked<Answer>>();
  const forgetOld = () => {
    for (const [name, { askedAt }] of kept) {
      if (now() - askedAt <= keptMs) break;
      kept.delete(name);
    }
  };
  const askFor = (names: readonly string[]): Asked<Answer> => {
    forgetOld();
    const asked = { askedAt: now(), answers: ask(names) };
    for (const name of names) {
      // At the end: the oldest come first.
      kept.delete(name);
      kept.set(name, asked);
    }
    asked.answers.catch(() => {
      for (const name of names) if (kept.get(name) === asked) kept.delete(name);
    });
    return asked;
  };
  return async (names, ageMaxMs = Number.NEGATIVE_INFINITY) => {
    const isKnown = (name: string) => {
      const known = kept.get(name);
      return known !== undefined && isWithin(now() - known.askedAt, Math.min(ageMaxMs, keptMs));
    };
    const missing = names.filter((name) => !isKnown(name));
    if (missing.length > 0) askFor(missing);
    const asked = names.map((name) => [name, kept.get(name)] as const);
    const answers = await Promise.all(asked.map(async ([name, one]) => [name, await one?.answers] as const));
    return new Map(
      answers.flatMap(([name, all]) => {
        const answer = all?.get(name);
        return answer === undefined ? [] : [[name, answer] as const];
      }),
    );
  };
}

interface Asked<Answer> {
  askedAt: number;
  answers: Promise<ReadonlyMap<string, Answer>>;
}
