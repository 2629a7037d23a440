// What a person reads about a STALE portfolio, in the Web UI and in the alert.

import { sentenceOf } from '../domain/causes';
import {
  type Evidence,
  HEALS_BY_ITSELF,
  type OrderEvidence,
  RESOLVE_ACTIONS,
  unreversedOf,
  unreversedText,
  waitsForOpen,
} from '../domain/stale';
import { choicesOf, costLines, costOf, suggestionOf } from '../domain/stale-choices';

interface Shown {
  portfolioId: string;
  since: string;
  evidence: Evidence;
}

/** The result of the last message that did not end the hold. The Web UI itself shows every message as successful. */
export interface LastMessage {
  heading: string;
  message: string;
}

/**
 * Markdown for the workflow's current details: what happened, what to send, then the positions. The Web UI shows it in half of
 * its width, so the remedy comes before anything long.
 */
export function detailsText({ portfolioId, since, evidence, last, readAt }: Shown & Page): string {
  const { batch, cause } = evidence;
  const text = [
    `## STALE: ${evidence.reason}`,
    ...(last === undefined ? [] : [`**${last.heading}.** ${sentence(last.message)}`]),
    sentence(
      [sentenceOf(evidence.reason).replace(/\.$/, ''), cause?.message].filter((part) => part !== undefined).join(': '),
    ),
    '**To fix it:** More Actions → Send an Update → `resolve`. Data:',
    // Over several lines, as the Web UI formats it: it reformats one line as Submit is pressed, and the button moves away.
    `\`\`\`json\n${JSON.stringify(suggestionOf(evidence), null, 2)}\n\`\`\``,
    ...choiceLines(evidence, readAt),
    'If Submit does nothing, press it again. Then press R on this page: it says RESOLVED, or why not.',
    'To read account and prices again: Send a Signal → `lookAgain`, then R. "Request Cancellation" and "Terminate" fix nothing.',
    ...(batch === null && HEALS_BY_ITSELF.has(evidence.reason) ? [HEALS] : []),
    ...(waitsForOpen(evidence) ? [WAITS_FOR_OPEN] : []),
    ...declareLines(evidence),
    ...(evidence.declaredOtherwise ?? []).map((line) => `**The broker shows something else:** ${line}`),
    ...unreversedLines(evidence),
    '### Orders',
    batch === null ? 'No batch is open.' : counted(batch.orders.map(orderLine)).join('\n'),
    ...brokerLines(evidence),
    [
      `Portfolio ${portfolioId}, held since ${timeText(since)}`,
      ...(batch === null ? [] : [`batch ${batch.id}`]),
      `account and prices read at ${timeText(readAt)}`,
    ].join(', ') + '.',
  ].join('\n\n');
  // The Web UI takes what is between two dollar signs for a formula.
  return text.replaceAll(/\$(-?\d[\d.,]*\d|\d)/g, '$1 USD');
}

interface Page {
  last: LastMessage | undefined;
  /** When the evidence was read: an ISO time. */
  readAt: string;
}

const HEALS =
  'If the broker corrects it, the hold ends by itself: the account is compared again, and lookAgain does so at once.';

const WAITS_FOR_OPEN =
  'The market is closed. The reversal is tried again when it opens, within the limits, unless somebody resolves it or stops it first.';

/** Plain text for the alert. */
export function alertText({ portfolioId, since, evidence }: Shown): string {
  return [
    `Portfolio ${portfolioId} has been STALE since ${since}: ${evidence.reason}. It is not traded until somebody resolves it.`,
    ...(evidence.cause === null ? [] : [evidence.cause.message]),
    ...costLines(evidence),
    ...differences(evidence),
    ...(evidence.declaredOtherwise ?? []),
    ...(waitsForOpen(evidence) ? [WAITS_FOR_OPEN] : []),
    `Open workflow rebalance-${portfolioId} in the Temporal Web UI: its tab "User Metadata" says what to send.`,
  ].join('\n');
}

/** Each action that is likely to work here, with its likely result. */
function choiceLines(evidence: Evidence, readAt: string): string[] {
  const choices = choicesOf(evidence);
  const lines = choices.map((action) => {
    const cost = costOf(action, evidence);
    return `- \`${action}\` ${RESOLVE_ACTIONS[action]}.${cost === undefined ? '' : ` Now: ${cost}.`}`;
  });
  const hasCosts = costLines(evidence).length > 0;
  const heading = choices.length === 1 ? 'What it does' : 'Your choice of "action"';
  return [`**${heading}**${hasCosts ? `, at the prices of ${timeText(readAt)}` : ''}:`, lines.join('\n')];
}

function orderLine({ kind, side, quantity, symbol, state, filled, error }: OrderEvidence): string {
  const what = [kind === 'reversal' ? 'reversal' : null, side, quantity, symbol].filter((word) => word !== null);
  const came = state === 'SUCCESS' && filled === quantity ? state : `${state}, filled ${filled}`;
  return `- ${what.join(' ')}: ${came}${error === null ? '' : `, ${error}`}`;
}

/** A line that repeats is shown once. */
function counted(lines: string[]): string[] {
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  return [...times].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
}

/** "2026-11-30 03:55:33 UTC" */
function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** For the first order that the broker knows nothing about: what two people may send, and from when on. */
function declareLines({ batch, hash }: Evidence): string[] {
  const order = (batch?.orders ?? []).find(({ declarableFrom }) => declarableFrom !== undefined);
  if (order === undefined || hash === null) return [];
  const { clientOrderId, symbol, declarableFrom } = order;
  const declaration = { clientOrderId, outcome: 'never-arrived' };
  const send = { action: 'declare-outcome', actor: 'your name', note: 'why', evidence: hash, declaration };
  return [
    `### If nobody knows what happened to the ${symbol} order`,
    `First ask again: \`retry-reversal\`. If the broker still does not know, check its own records. From ${timeText(declarableFrom ?? '')} on, two people may declare what those records say. Both send the same, each under their own name, and the first one changes nothing yet. If it filled, "outcome" is "filled", and "quantity" and "price" say how much and at what average price:`,
    `\`\`\`json\n${JSON.stringify(send, null, 2)}\n\`\`\``,
  ];
}

function unreversedLines(evidence: Evidence): string[] {
  const left = unreversedOf(evidence).map((one) => `- ${unreversedText(one)}`);
  return left.length === 0 ? [] : ['### Not reversed yet', left.join('\n')];
}

function brokerLines(evidence: Evidence): string[] {
  if (evidence.positions === null) return [`The broker did not answer: ${evidence.brokerProblem}`];
  const differing = differences(evidence);
  const open = evidence.openOrders.map((id) => `- ${id}`);
  return [
    '### Broker against ledger',
    differing.length === 0
      ? 'The ledger knows about everything that the broker holds.'
      : differing.map((line) => `- ${line}`).join('\n'),
    ...(open.length === 0 ? [] : ['Open at the broker:', open.join('\n')]),
  ];
}

function differences({ positions, cash }: Evidence): string[] {
  return [
    ...(positions ?? [])
      .filter(({ ledger, broker }) => ledger !== broker)
      .map(({ symbol, ledger, broker }) => `${symbol}: ledger ${ledger}, broker ${broker}`),
    ...(cash === null || cash.ledger === cash.broker ? [] : [`cash: ledger $${cash.ledger}, broker $${cash.broker}`]),
  ];
}
