// Faults on request: which call one hits, and what it does to it.

import { z } from 'zod';
import { decimal, decimalProblem, SHARE_DECIMALS, ZERO } from '../../domain/money';
import type { Side } from '../../domain/order';

const fraction = z.string().refine(isFraction, 'must be a decimal string above "0" and below "1"');

/** What happens to the call. Only `partial-fill` and `never-fill` need a submit. */
const effectSchema = z.discriminatedUnion('kind', [
  /** Answered with this error; nothing is done. */
  z.strictObject({
    kind: z.literal('refuse'),
    code: z.int(),
    message: z.string(),
    status: z.int().min(400).max(499),
  }),
  /** The order fills this fraction of itself and then stands still. */
  z.strictObject({ kind: z.literal('partial-fill'), fraction }),
  z.strictObject({ kind: z.literal('never-fill') }),
  /** Done as usual, but the connection breaks before the answer. */
  z.strictObject({ kind: z.literal('lose-answer') }),
  /** The connection breaks; nothing is done. */
  z.strictObject({ kind: z.literal('drop-before') }),
  /** Answered with this status by something in front of the broker. With `done` the call went through all the same. */
  z.strictObject({ kind: z.literal('status'), status: z.int().min(400).max(599), done: z.boolean().default(false) }),
  /** Answered 429; nothing is done. */
  z.strictObject({ kind: z.literal('rate-limit'), retryAfterSeconds: z.int().min(0) }),
  /** Done at once, answered late. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
]);

export const faultSchema = z
  .strictObject({
    match: z.strictObject({
      symbol: z.string().optional(),
      side: z.enum(['BUY', 'SELL']).optional(),
      /** Read from the client order id: `-o-` or `-r-`. */
      kind: z.enum(['order', 'reversal']).optional(),
      operation: z.enum(['submit', 'lookup', 'cancel']),
    }),
    effect: effectSchema,
    /** How many calls it hits. */
    times: z.int().min(1).default(1),
  })
  .refine(({ match, effect }) => match.operation === 'submit' || !changesFilling(effect), {
    path: ['effect'],
    message: 'a partial fill or none needs the operation "submit"',
  });

/** `times` counts down as it hits. */
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** The order a call is about, as far as the call itself or the books tell. */
export interface Call {
  operation: Fault['match']['operation'];
  clientOrderId: string | undefined;
  symbol: string | undefined;
  side: Side | undefined;
}

/** Returns the effect of the first fault that hits `call`, counts it down, and removes it once used up. */
export function takeFault(faults: Fault[], call: Call): Fault['effect'] | undefined {
  const index = faults.findIndex(({ match }) => hits(match, call));
  const fault = faults[index];
  if (fault === undefined) return undefined;
  fault.times -= 1;
  if (fault.times === 0) faults.splice(index, 1);
  return fault.effect;
}

/** The tail of our client order ids: symbol, kind, attempt. */
const ID_TAIL = /-([^-]+)-([or])-[0-9]+$/;

function hits(match: Fault['match'], call: Call): boolean {
  const [, idSymbol, letter] = ID_TAIL.exec(call.clientOrderId ?? '') ?? [];
  const kind = letter === undefined ? undefined : letter === 'o' ? 'order' : 'reversal';
  return (
    match.operation === call.operation &&
    (match.symbol === undefined || match.symbol === (call.symbol ?? idSymbol)) &&
    (match.side === undefined || match.side === call.side) &&
    (match.kind === undefined || match.kind === kind)
  );
}

function changesFilling(effect: z.infer<typeof effectSchema>): boolean {
  return effect.kind === 'partial-fill' || effect.kind === 'never-fill';
}

function isFraction(text: string): boolean {
  if (decimalProblem(text, SHARE_DECIMALS) !== undefined) return false;
  return decimal(text).greaterThan(ZERO) && decimal(text).lessThan(decimal('1'));
}
