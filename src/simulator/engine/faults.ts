// Faults on request: which call one hits, and what it does to it.

import { z } from 'zod';
import { CENTS, decimal, decimalProblem, SHARE_DECIMALS } from '../../domain/money';
import type { Side } from '../../domain/order';

/** What becomes of orders, and what else happens in accounts. */
const STREAMS = ['orders', 'activities'] as const;
export type StreamName = (typeof STREAMS)[number];

const fraction = z.string().refine(isFraction, 'must be a decimal string from "0" to below "1"');

/** What happens to the call. */
const effectSchema = z.discriminatedUnion('kind', [
  /** Answered with this error of the broker's own; nothing is done. */
  z.strictObject({
    kind: z.literal('refuse'),
    code: z.int(),
    message: z.string(),
    status: z.int().min(400).max(499),
    /** Further fields of the body. */
    fields: z.record(z.string(), z.string()).default({}),
  }),
  /** The order fills this fraction of itself, floored to 9 decimals, and then stands still or is cancelled. Submit only. */
  z.strictObject({
    kind: z.literal('partial-fill'),
    fraction,
    /** `filled`: the broker calls it filled all the same. */
    afterwards: z.enum(['stall', 'cancel', 'expire', 'reject', 'done-for-day', 'filled']).default('stall'),
  }),
  /** The order stands, with this status, until it is cancelled. Submit only. */
  z.strictObject({ kind: z.literal('never-fill'), status: z.enum(['pending_new', 'accepted', 'new']).optional() }),
  /** The order is taken, but for this long a look-up says that there is none. Submit only. */
  z.strictObject({ kind: z.literal('hide'), ms: z.int().min(1).max(604_800_000) }),
  /** The order waits, and this long after it was taken somebody replaces it: what is left of it fills under another id. Submit only. */
  z.strictObject({ kind: z.literal('replace'), ms: z.int().min(1).max(600_000) }),
  /** The order fills as usual; this long afterwards its executions are taken back. Submit only. */
  z.strictObject({ kind: z.literal('bust'), ms: z.int().min(1).max(86_400_000) }),
  /** Answered 204 like any other, and nothing is done. Cancel only. */
  z.strictObject({ kind: z.literal('ignore-cancel') }),
  /** Answered 204 like any other; the order then stands in `pending_cancel`, for this long or for ever. Cancel only. */
  z.strictObject({ kind: z.literal('stick-cancel'), ms: z.int().min(1).nullable().default(null) }),
  /** The order fills just before the cancel arrives. Cancel only. */
  z.strictObject({ kind: z.literal('fill-first') }),
  /** Done as usual, but the connection breaks before the answer. */
  z.strictObject({ kind: z.literal('lose-answer') }),
  /** Done as usual, but half of the answer is missing. */
  z.strictObject({ kind: z.literal('truncate-answer') }),
  /** Done as usual, but the answer is a page of HTML, nothing at all, or JSON of another shape. */
  z.strictObject({ kind: z.literal('garble-answer'), as: z.enum(['html', 'empty', 'other-json']) }),
  /** Done as usual, but the answer drips. */
  z.strictObject({ kind: z.literal('drip-answer'), bytesPerSecond: z.int().min(1).max(1_000_000) }),
  /** Something on the way delivers it twice; this one of the two answers comes back. */
  z.strictObject({ kind: z.literal('deliver-twice'), answer: z.enum(['first', 'second']).default('second') }),
  /** The answer shows no cash and no positions, though the books have them. Read only. */
  z.strictObject({ kind: z.literal('zero-balances') }),
  /**
   * The list of positions is wrong, though the books are right: it is empty, or one symbol (the first, unless named) is missing from it or
   * shows another ninth decimal. It hits lists of positions only.
   */
  z.strictObject({
    kind: z.literal('wrong-positions'),
    how: z.enum(['empty', 'missing', 'digit']),
    symbol: z.string().optional(),
  }),
  /** The account shows other cash by so many USD, and the books have what they had. It hits reads of the account only. */
  z.strictObject({
    kind: z.literal('wrong-cash'),
    usd: z.string().refine(isUsd, 'must be USD with a sign if negative'),
  }),
  /** The connection breaks; nothing is done. */
  z.strictObject({ kind: z.literal('drop-before') }),
  /** Answered with this status by something in front of the broker. With `done` the call went through all the same. */
  z.strictObject({ kind: z.literal('status'), status: z.int().min(400).max(599), done: z.boolean().default(false) }),
  /** Answered 429; nothing is done. */
  z.strictObject({ kind: z.literal('rate-limit'), retryAfterSeconds: z.int().min(0) }),
  /** Done at once and answered late, or with `done` "late" held up on its way and done only then. */
  z.strictObject({
    kind: z.literal('delay'),
    ms: z.int().min(0).max(600_000),
    done: z.enum(['at-once', 'late']).default('at-once'),
  }),
  /** It is told to nobody; a replay of the stream has it. Event only. */
  z.strictObject({ kind: z.literal('lose-event') }),
  /** It is told twice. Event only. */
  z.strictObject({ kind: z.literal('repeat-event') }),
  /** It is told this much later, and so behind what happened meanwhile. Event only. */
  z.strictObject({ kind: z.literal('delay-event'), ms: z.int().min(1).max(600_000) }),
  /** Every connection breaks instead of telling it. Event only. */
  z.strictObject({ kind: z.literal('cut-stream') }),
  /** It and all that follows is told to no connection that is open now, though heartbeats go on. Event only. */
  z.strictObject({ kind: z.literal('silence-stream') }),
  /** Its line begins and never ends. Event only. */
  z.strictObject({ kind: z.literal('endless-line') }),
  /** Half of it arrives, and then the next one. Event only. */
  z.strictObject({ kind: z.literal('break-line') }),
  /** The key is good, but has no permission to listen. Listen only. */
  z.strictObject({ kind: z.literal('refuse-stream') }),
  /** The key is accepted, and then the connection says nothing at all. Listen only. */
  z.strictObject({ kind: z.literal('mute-stream') }),
]);

const NEEDS: Partial<Record<Effect['kind'], Fault['match']['operation']>> = {
  'partial-fill': 'submit',
  'never-fill': 'submit',
  hide: 'submit',
  bust: 'submit',
  replace: 'submit',
  'ignore-cancel': 'cancel',
  'stick-cancel': 'cancel',
  'fill-first': 'cancel',
  'zero-balances': 'read',
  'wrong-positions': 'read',
  'wrong-cash': 'read',
  'lose-event': 'event',
  'repeat-event': 'event',
  'delay-event': 'event',
  'cut-stream': 'event',
  'silence-stream': 'event',
  'endless-line': 'event',
  'break-line': 'event',
  'refuse-stream': 'listen',
  'mute-stream': 'listen',
};

const OF_STREAMS: ReadonlySet<Fault['match']['operation']> = new Set(['listen', 'event']);

/** What some effects need the call to answer with. */
const ONLY_OF: Partial<Record<Effect['kind'], NonNullable<Call['shows']>>> = {
  'wrong-positions': 'positions',
  'wrong-cash': 'account',
};

export const faultSchema = z
  .strictObject({
    match: z.strictObject({
      accountId: z.string().optional(),
      symbol: z.string().optional(),
      side: z.enum(['BUY', 'SELL']).optional(),
      /** Read from the client order id: `-o-` or `-r-`. */
      kind: z.enum(['order', 'reversal']).optional(),
      /** With `*` for any characters. */
      clientOrderId: z.string().max(200).optional(),
      /**
       * `read` is any other call of Alpaca's: account, positions, lists, assets, clock, prices. Of the stream of orders, `listen` is a
       * connection that wants to hear and `event` is what is told; `any` is any call, and nothing of a stream.
       */
      operation: z.enum(['submit', 'lookup', 'replace', 'cancel', 'read', 'any', 'listen', 'event']),
      /** Of `listen` and `event`: only of this stream. */
      stream: z.enum(STREAMS).optional(),
    }),
    effect: effectSchema,
    /** How many calls it hits. */
    times: z.int().min(1).default(1),
  })
  .superRefine(({ match, effect }, context) => {
    const needed = NEEDS[effect.kind];
    if (needed === match.operation || (needed === undefined && !OF_STREAMS.has(match.operation))) return;
    const problem =
      needed === undefined ? `happens to no ${match.operation} of a stream` : `needs the operation "${needed}"`;
    context.addIssue({ code: 'custom', path: ['effect'], message: `${effect.kind} ${problem}` });
  });

/** `times` counts down as it hits. */
export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;
export type Effect = z.output<typeof effectSchema>;

/** The order a call is about, as far as the call itself or the books tell. */
export interface Call {
  operation: Exclude<Fault['match']['operation'], 'any'>;
  accountId: string | undefined;
  clientOrderId: string | undefined;
  symbol: string | undefined;
  side: Side | undefined;
  /** Of what is told, and of who listens. */
  stream?: StreamName | undefined;
  /** Of a read: what of an account it shows. */
  shows?: 'account' | 'positions' | undefined;
}

/** Returns the effect of the first fault that hits `call`, counts it down, and removes it once used up. */
export function takeFault(faults: Fault[], call: Call): Effect | undefined {
  const index = faults.findIndex(({ match, effect }) => {
    const only = ONLY_OF[effect.kind];
    return (only === undefined || only === call.shows) && hits(match, call);
  });
  const fault = faults[index];
  if (fault === undefined) return undefined;
  fault.times -= 1;
  if (fault.times === 0) faults.splice(index, 1);
  return fault.effect;
}

/** The tail of our client order ids: symbol, kind, attempt. */
const ID_TAIL = /-([^-]+)-([or])-[0-9]+$/;

function hits(match: Fault['match'], call: Call): boolean {
  if (match.operation === 'any' ? OF_STREAMS.has(call.operation) : match.operation !== call.operation) return false;
  if (match.accountId !== undefined && match.accountId !== call.accountId) return false;
  if (match.stream !== undefined && match.stream !== call.stream) return false;
  const [, idSymbol, letter] = ID_TAIL.exec(call.clientOrderId ?? '') ?? [];
  const kind = letter === undefined ? undefined : letter === 'o' ? 'order' : 'reversal';
  return (
    (match.symbol === undefined || match.symbol === (call.symbol ?? idSymbol)) &&
    (match.side === undefined || match.side === call.side) &&
    (match.kind === undefined || match.kind === kind) &&
    (match.clientOrderId === undefined || fits(match.clientOrderId, call.clientOrderId ?? ''))
  );
}

/** Each part between the stars, in order: the first at the start, the last at the end. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

function isUsd(text: string): boolean {
  return decimalProblem(text, CENTS) === undefined;
}

function isFraction(text: string): boolean {
  if (decimalProblem(text, SHARE_DECIMALS) !== undefined) return false;
  return !decimal(text).isNegative() && decimal(text).lessThan(decimal('1'));
}
