// What a person reads of a STALE portfolio, in the Web UI and in the alert.

import {
  costLines,
  type Evidence,
  RESOLVE_ACTIONS,
  type Resolve,
  type ResolveAction,
  unreversedOf,
  unreversedText,
  waitsForOpen,
} from '../domain/stale';

interface Shown {
  portfolioId: string;
  since: string;
  evidence: Evidence;
}

/** What became of the last message that did not end the hold. The Web UI itself calls each of them successful. */
export interface LastMessage {
  heading: string;
  message: string;
}

/** Markdown for the workflow's current details: what happened, what is where, and what to send. */
export function detailsText({ portfolioId, since, evidence, last }: Shown & { last: LastMessage | undefined }): string {
  const { batch, cause } = evidence;
  return [
    `# STALE: ${evidence.reason}`,
    `portfolio ${portfolioId}, since ${since}`,
    ...(cause === null ? [] : [cause.message]),
    ...(last === undefined ? [] : [`**${last.heading}**`, last.message]),
    ...(batch === null
      ? ['No batch is open.']
      : [`## Orders of batch ${batch.id} (${batch.state})`, batch.orders.map(orderLine).join('\n')]),
    ...(evidence.declaredOtherwise ?? []).map((line) => `**The broker shows otherwise:** ${line}`),
    ...unreversedLines(evidence),
    ...costsLines(evidence),
    ...brokerLines(evidence),
    ...(waitsForOpen(evidence) ? [WAITS_FOR_OPEN] : []),
    '## To fix it',
    'More Actions → Send an Update (or a Signal) → `resolve`, with one of the actions:',
    Object.entries(RESOLVE_ACTIONS)
      .map(([action, what]) => `- \`${action}\`: ${what}`)
      .join('\n'),
    // Over several lines, as the Web UI formats it: it reformats one line as Submit is pressed, and the button moves away.
    `\`\`\`json\n${JSON.stringify(suggestion(evidence), null, 2)}\n\`\`\``,
    ...declareLines(evidence),
    'Then press R on this page: it says RESOLVED, or why not.',
  ].join('\n\n');
}

const WAITS_FOR_OPEN =
  'The market is closed. The reversal is tried again when it opens, within the limits, unless somebody resolves it or stops it first.';

/** Plain text for the alert. */
export function alertText({ portfolioId, since, evidence }: Shown): string {
  return [
    `Portfolio ${portfolioId} is STALE since ${since}: ${evidence.reason}. It is not traded until somebody resolves it.`,
    ...(evidence.cause === null ? [] : [evidence.cause.message]),
    ...(evidence.costs == null ? [] : costLines(evidence.costs)),
    ...differences(evidence),
    ...(evidence.declaredOtherwise ?? []),
    ...(waitsForOpen(evidence) ? [WAITS_FOR_OPEN] : []),
    `Open workflow rebalance-${portfolioId} in the Temporal Web UI: its tab "User Metadata" says what to send.`,
  ].join('\n');
}

function orderLine(order: NonNullable<Evidence['batch']>['orders'][number]): string {
  const what = `${order.kind === 'reversal' ? 'reversal ' : ''}${order.side} ${order.quantity ?? ''} ${order.symbol}`;
  return [
    `- ${what}: ${order.state}, filled ${order.filled}`,
    ...(order.error === null ? [] : [`  - ${order.error}`]),
  ].join('\n');
}

/** For the first order of which the broker says nothing: what two people may send, and from when on. */
function declareLines({ batch, hash }: Evidence): string[] {
  const order = (batch?.orders ?? []).find(({ declarableFrom }) => declarableFrom !== undefined);
  if (order === undefined || hash === null) return [];
  const { clientOrderId, symbol, declarableFrom } = order;
  const declaration = { clientOrderId, outcome: 'never-arrived' };
  const send = { action: 'declare-outcome', actor: 'your name', note: 'why', evidence: hash, declaration };
  return [
    `## If nobody can tell what became of ${symbol}`,
    `First ask again: \`retry-reversal\`. If the broker still says nothing, look into its own records. From ${declarableFrom} on two people may say what stands there; both send the same. If it filled, "outcome" is "filled", and "quantity" and "price" say how much and at what average price:`,
    `\`\`\`json\n${JSON.stringify(send, null, 2)}\n\`\`\``,
  ];
}

function unreversedLines(evidence: Evidence): string[] {
  const left = unreversedOf(evidence).map((one) => `- ${unreversedText(one)}`);
  return left.length === 0 ? [] : ['## Not reversed yet', left.join('\n')];
}

function costsLines({ costs }: Evidence): string[] {
  return costs == null
    ? []
    : [
        '## What it would cost now',
        costLines(costs)
          .map((line) => `- ${line}`)
          .join('\n'),
      ];
}

function brokerLines(evidence: Evidence): string[] {
  if (evidence.positions === null) return [`The broker did not answer: ${evidence.brokerProblem}`];
  const differing = differences(evidence);
  const open = evidence.openOrders.map((id) => `- ${id}`);
  return [
    '## Broker against ledger',
    differing.length === 0 ? 'They agree.' : differing.map((line) => `- ${line}`).join('\n'),
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

/** With the evidence, so that nothing is done when the account has changed since this page was written. */
function suggestion(evidence: Evidence): Resolve {
  const decision = { action: suggested(evidence), actor: 'your name', note: 'why' };
  return evidence.hash === null ? decision : { ...decision, evidence: evidence.hash };
}

function suggested({ batch, reason }: Evidence): ResolveAction {
  if (batch !== null) return 'retry-reversal';
  return reason === 'FROZEN' ? 'release' : 'adopt-positions';
}
