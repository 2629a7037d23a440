import type { Question } from '../domain/what-if';
import { planWhatIf, type WhatIfAnswer } from '../operations/plan-what-if';
import type { Answer } from './cli';
import { reasonsText } from './screen/reasons';
import type { Screen } from './screen/screen';
import { facts, table } from './screen/table';

/** What a what-if says, to programs and to people. The JSON is a contract: docs/what-if.md. */
export function whatIfAnswer(question: Question, screen: Screen): Answer {
  const { refusal, ...answer } = planWhatIf(question);
  return {
    json: { ...answer, ...(refusal === null ? {} : { refusal }) },
    text: textOf({ ...answer, refusal }, screen),
  };
}

const DECISIONS: Record<WhatIfAnswer['decision'], string> = {
  trade: 'these orders would be sent',
  'not-needed': 'nothing to do',
  refused: 'refused',
};

function textOf({ decision, refusal, drift, orders, after, reasons }: WhatIfAnswer, screen: Screen): string {
  const parts = [
    facts([
      ['drift', drift === null ? 'unknown: a price is missing' : `${drift.largest} % (${drift.symbol ?? 'none'})`],
      ['half of all deviations', drift === null ? '-' : `${drift.halfSum} %`],
      ['decision', refusal?.message ?? DECISIONS[decision]],
    ]),
  ];
  if (orders.length > 0) {
    const rows = orders.map((order) => [order.side, order.symbol, order.quantity, order.value]);
    parts.push(table(['SIDE', 'SYMBOL', 'SHARES', 'VALUE'], rows, screen));
  }
  if (orders.length > 0 && after !== null)
    parts.push(`afterwards: $${after.cash} in cash, drift ${after.drift.largest} %, half ${after.drift.halfSum} %`);
  if (reasons.length > 0) parts.push(reasonsText([], reasons, screen));
  return parts.join('\n\n');
}
