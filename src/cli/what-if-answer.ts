import { showCents } from '../domain/money';
import { bookedUsd } from '../domain/plan';
import { refusalText } from '../domain/refusal';
import { type Question, type WhatIf, whatIf } from '../domain/what-if';
import type { Answer } from './cli';
import type { Screen } from './screen/screen';
import { facts, table } from './screen/table';

/** What a what-if says, to programs and to people. The JSON is a contract: docs/what-if.md. */
export function whatIfAnswer(question: Question, screen: Screen): Answer {
  const answer = whatIf(question);
  const { decision, refusal, drift, after, warnings } = answer;
  const message = refusal === null ? null : refusalText(refusal);
  return {
    json: {
      decision,
      ...(refusal === null ? {} : { refusal: { code: refusal.code, message } }),
      drift,
      orders: answer.orders.map((order) => ({
        symbol: order.symbol,
        side: order.side,
        quantity: order.quantity.toFixed(),
        notional: null,
        value: showCents(bookedUsd(order)),
      })),
      after,
      warnings,
    },
    text: textOf(answer, message, screen),
  };
}

const DECISIONS: Record<WhatIf['decision'], string> = {
  trade: 'these orders would be sent',
  'not-needed': 'nothing to do',
  refused: 'refused',
};

function textOf({ decision, drift, orders, after }: WhatIf, message: string | null, screen: Screen): string {
  const parts = [
    facts([
      ['drift', drift === null ? 'unknown: a price is missing' : `${drift.largest} % (${drift.symbol ?? 'none'})`],
      ['half of all deviations', drift === null ? '-' : `${drift.halfSum} %`],
      ['decision', message ?? DECISIONS[decision]],
    ]),
  ];
  if (orders.length > 0) {
    const rows = orders.map((order) => [
      order.side,
      order.symbol,
      order.quantity.toFixed(),
      order.price.toFixed(),
      showCents(bookedUsd(order)),
    ]);
    parts.push(table(['SIDE', 'SYMBOL', 'SHARES', 'PRICE', 'VALUE'], rows, screen));
  }
  if (orders.length > 0 && after !== null)
    parts.push(`afterwards: $${after.cash} in cash, drift ${after.drift.largest} %, half ${after.drift.halfSum} %`);
  return parts.join('\n\n');
}
