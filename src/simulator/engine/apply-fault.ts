// What a fault makes of a call's answer, or of the call.

import { decimal } from '../../domain/money';
import { edge, type Reply, rateLimited, refuse } from '../api/reply';
import type { Effect } from './faults';

/** Does the call, `run`, as the effect says. */
export function applyFault(effect: Effect | undefined, at: number, run: () => Reply): Reply {
  switch (effect?.kind) {
    case 'refuse':
      return refuse(effect.status, effect.code, effect.message, effect.fields);
    case 'lose-answer':
      return { ...run(), drop: true };
    case 'garble-answer':
      return garbled(run(), effect.as);
    case 'drip-answer':
      return { ...run(), bytesPerSecond: effect.bytesPerSecond };
    case 'deliver-twice': {
      const [first, second] = [run(), run()];
      return effect.answer === 'first' ? first : second;
    }
    case 'zero-balances':
      return withoutBalances(run());
    case 'wrong-positions':
      return withWrongPositions(run(), effect);
    case 'wrong-cash':
      return withOtherCash(run(), effect.usd);
    case 'truncate-answer':
      return { ...run(), truncated: true };
    case 'drop-before':
      return { status: 0, drop: true };
    case 'status':
      if (effect.done) run();
      return edge(effect.status);
    case 'rate-limit':
      return rateLimited(effect.retryAfterSeconds, at);
    case 'delay':
      return effect.done === 'late' ? { status: 0, holdMs: effect.ms } : { ...run(), delayMs: effect.ms };
    case 'partial-fill':
    case 'never-fill':
    case 'hide':
    case 'bust':
    case 'replace':
    case 'ignore-cancel':
    case 'stick-cancel':
    case 'fill-first':
    case 'lose-event':
    case 'repeat-event':
    case 'delay-event':
    case 'cut-stream':
    case 'silence-stream':
    case 'endless-line':
    case 'break-line':
    case 'refuse-stream':
    case 'mute-stream':
    case undefined:
      return run();
  }
}

function garbled({ status }: Reply, as: 'html' | 'empty' | 'other-json'): Reply {
  if (as === 'html') return { ...edge(status), status };
  return as === 'empty' ? { status } : { status, body: { result: 'ok' } };
}

/** Account and positions are read by two calls; any other answer stays as it is. */
function withoutBalances(reply: Reply): Reply {
  if (Array.isArray(reply.body)) return { ...reply, body: [] };
  if (typeof reply.body !== 'object' || reply.body === null || !('cash' in reply.body)) return reply;
  const nothing = { cash: '0', buying_power: '0', equity: '0', portfolio_value: '0', long_market_value: '0' };
  return { ...reply, body: { ...reply.body, ...nothing } };
}

function withWrongPositions(reply: Reply, { how, symbol }: Extract<Effect, { kind: 'wrong-positions' }>): Reply {
  const positions = reply.body as { symbol: string; qty: string }[];
  if (how === 'empty') return { ...reply, body: [] };
  const wrong = symbol ?? positions[0]?.symbol;
  if (how === 'missing') return { ...reply, body: positions.filter((position) => position.symbol !== wrong) };
  const shown = positions.map((position) =>
    position.symbol === wrong ? { ...position, qty: decimal(position.qty).plus(LAST_DIGIT).toFixed() } : position,
  );
  return { ...reply, body: shown };
}

const LAST_DIGIT = decimal('0.000000001');

function withOtherCash(reply: Reply, usd: string): Reply {
  const account = reply.body as { cash: string };
  return { ...reply, body: { ...account, cash: decimal(account.cash).plus(decimal(usd)).toFixed(2) } };
}
