/** A rule of ours that did not hold: a bug, never the world's fault. Nothing catches it on purpose. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Stops unless `condition` holds. `rule` says what should be true: "fills of an order sum to its filled quantity".
 *
 * @throws InvariantError naming the rule.
 */
export function invariant(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new InvariantError(`broken invariant: ${rule}`);
}
