// What the engine answers, and Alpaca's refusals word for word.

/** The HTTP server sends it as it stands. */
export interface Reply {
  status: number;
  /** Sent as JSON, or not at all when undefined. */
  body?: unknown;
  /** True when the body holds an `ExactNumber`. */
  exact?: boolean;
  /** Sent instead of a body: what stands in front of a broker answers in HTML. */
  html?: string;
  headers?: Record<string, string>;
  /** The connection breaks instead of an answer. */
  drop?: boolean;
  /** It is answered this much later. */
  delayMs?: number;
  /** Nothing was done yet: the same request is to be stepped again, `held`, this much later. */
  holdMs?: number;
  /** It arrives this slowly. */
  bytesPerSecond?: number;
  /** Only the first half of the body arrives, with a length as if that were all. */
  truncated?: boolean;
}

/** The body as it goes over the wire. */
export function textOf({ body, exact, html, truncated }: Reply): string {
  const text = html ?? (body === undefined ? '' : exact ? exactJson(body) : JSON.stringify(body));
  return truncated ? text.slice(0, text.length / 2) : text;
}

/** Becomes a JSON number of exactly these digits. */
export class ExactNumber {
  constructor(private readonly digits: string) {}

  toJSON(): string {
    return `${MARK}${this.digits}`;
  }
}

/** JSON writes an exact number as a string that begins with a mark; mark and quotes are taken away. */
export function exactJson(body: unknown): string {
  return JSON.stringify(body).replaceAll(MARKED, '$1');
}

const MARK = '#exactly ';
const MARKED = /"#exactly ([-.0-9]+)"/g;

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function refuse(status: number, code: number, message: string, fields: Record<string, unknown> = {}): Reply {
  return { status, body: { code, message, ...fields } };
}

/** A request that Alpaca's rules for orders do not allow. */
export function invalid(message: string): Reply {
  return refuse(422, 42210000, message);
}

export const orderNotFound = (): Reply => refuse(404, 40410000, 'order not found');
export const positionNotFound = (symbol: string): Reply => refuse(404, 40410000, `position not found: ${symbol}`);
export const accountNotFound = (): Reply => refuse(404, 40410000, 'account not found');
export const unauthorized = (): Reply => refuse(401, 40110000, 'request is not authorized');
export const accountBlocked = (): Reply => refuse(403, 40310000, 'account is blocked');
export const duplicate = (): Reply => refuse(422, 40010001, 'client_order_id must be unique');

export function notCancelable(status: string): Reply {
  return invalid(`order is already in "${status}" state`);
}

export function insufficientBuyingPower(buyingPower: string, costBasis: string): Reply {
  return refuse(403, 40310000, 'insufficient buying power', { buying_power: buyingPower, cost_basis: costBasis });
}

/** The order could trade against another one of its account; `existing` is that one's id. */
export function washTrade(existing: string, kind: 'market/stop' | 'limit'): Reply {
  return refuse(403, 40310000, 'potential wash trade detected. use complex orders', {
    existing_order_id: existing,
    reject_reason: `opposite side ${kind} order exists`,
  });
}

export interface LackOfShares {
  symbol: string;
  requested: string;
  available: string;
  existing: string;
  held: string;
}

export function insufficientQuantity({ symbol, requested, available, existing, held }: LackOfShares): Reply {
  const message = `insufficient qty available for order (requested: ${requested}, available: ${available})`;
  return refuse(403, 40310000, message, {
    available,
    existing_qty: existing,
    held_for_orders: held,
    symbol,
  });
}

export function rateLimited(retryAfterSeconds: number, now: number, limit = 200): Reply {
  const reset = Math.ceil(now / 1000) + retryAfterSeconds;
  return {
    ...refuse(429, 42910000, 'rate limit exceeded'),
    headers: {
      'Retry-After': String(retryAfterSeconds),
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(reset),
    },
  };
}

/** What a load balancer says in the broker's place; a 504 is the broker's own. */
export function edge(status: number): Reply {
  if (status === 504) return refuse(504, 50410000, 'request timed out');
  return { status, html: `<html><body><center><h1>${status}</h1></center><hr><center>nginx</center></body></html>\n` };
}
