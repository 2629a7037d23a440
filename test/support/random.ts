/** Numbers that follow from a seed: the same seed and the same calls give the same numbers. */
export interface Random {
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** `count` of the items, in their order. */
  some<T>(items: readonly T[], count: number): T[];
  /** In the form of a UUID. */
  uuid(): string;
}

/** `name` makes streams of one seed independent: what one actor draws does not depend on who else is there. */
export function createRandom(seed: number, name: string): Random {
  let state = seed >>> 0;
  for (let at = 0; at < name.length; at += 1) state = mix(state ^ name.charCodeAt(at));
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state);
  };
  const int = (from: number, to: number) => from + Math.floor((next() / 0x1_0000_0000) * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)] as T;
  return {
    int,
    chance: (probability) => next() / 0x1_0000_0000 < probability,
    pick,
    some: (items, count) => {
      const left = items.map((_item, index) => index);
      const taken = new Set<number>();
      while (taken.size < Math.min(count, items.length))
        taken.add(left.splice(int(0, left.length - 1), 1)[0] as number);
      return items.filter((_item, index) => taken.has(index));
    },
    uuid: () => {
      const hex = [next(), next(), next(), next()].map((part) => part.toString(16).padStart(8, '0')).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97) >>> 0;
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
