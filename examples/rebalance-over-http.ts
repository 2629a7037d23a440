// Opens a portfolio, previews its plan, asks for the rebalance and follows it to its end, all over the HTTP API.
//
//   export AUTOBALANCER_URL=http://127.0.0.1:7500 AUTOBALANCER_KEY=ab_live_…
//   node examples/rebalance-over-http.ts PORTFOLIO ACCOUNT SYMBOL=PERCENT…
//
// It needs openapi-fetch and docs/openapi.d.ts, which has the types of the contract. Node 22.18 and newer run it as it is.
// Exit codes: 0 rebalanced or not needed, 1 another end or an error, 2 refused.

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from '../docs/openapi';

type Schemas = components['schemas'];
type Outcome = NonNullable<Schemas['Rebalance']['outcome']>;

const baseUrl = process.env.AUTOBALANCER_URL ?? 'http://127.0.0.1:7500';
const key = process.env.AUTOBALANCER_KEY ?? '';
const TRIES = 5;

const api = createClient<paths>({ baseUrl, fetch: patientFetch, headers: { Authorization: `Bearer ${key}` } });

async function main(portfolioId: string, accountId: string, given: string[]): Promise<number> {
  // Amounts are strings from end to end: a number has lost digits.
  const targets = given.map((text) => {
    const [symbol = '', percent = ''] = text.split('=');
    return { symbol, percent };
  });
  const opened = await api.POST('/v1/portfolios', {
    params: { header: { 'Idempotency-Key': randomUUID() } },
    body: { id: portfolioId, accountId, targets },
  });
  // After it was traded, opening it again is no longer the same request.
  if (opened.error?.code === 'PORTFOLIO_EXISTS')
    console.log(`${portfolioId} was open already: its targets stay as they are`);
  else console.log(`${portfolioId} is open with ${answered(opened).cash} USD in cash`);

  const path = { portfolioId };
  const preview = answered(await api.POST('/v1/portfolios/{portfolioId}/plan', { params: { path } }));
  console.log(`the plan: ${preview.decision}, drift ${preview.drift} %`);
  for (const { side, symbol, quantity, notional } of preview.plan?.orders ?? [])
    console.log(`  would ${side} ${quantity === null ? `${notional} USD` : `${quantity} shares`} of ${symbol}`);

  const runId = await start(portfolioId);
  console.log(`rebalance ${runId} runs`);
  const outcome = await follow(portfolioId, runId);
  if (outcome === null) throw new Failed(1, 'somebody terminated the rebalance: its next run settles what it left open');
  console.log(sentenceOf(outcome));
  if (outcome.batchId != null) await showBatch(portfolioId, outcome.batchId);
  return { REBALANCED: 0, NOT_NEEDED: 0, REFUSED: 2, ADJUSTED: 1, ROLLED_BACK: 1, STALE: 1 }[outcome.outcome];
}

/** Returns the id of the run. One key for one thing that is wanted: however often it is sent, it is done once. */
async function start(portfolioId: string): Promise<string> {
  const params = { path: { portfolioId }, header: { 'Idempotency-Key': randomUUID() } };
  let message = '';
  for (let tries = 0; tries < TRIES; tries++) {
    const requested = answered(await api.POST('/v1/portfolios/{portfolioId}/rebalances', { params }));
    if (requested.runId !== null) return requested.runId;
    // Nobody knows whether it runs. The same key makes it safe to ask again.
    message = requested.message;
    await setTimeout(1_000);
  }
  throw new Failed(1, `${message}: look at ${baseUrl}/v1/portfolios/${portfolioId}`);
}

/** Returns the outcome, however long it takes; null when somebody terminated the rebalance. */
async function follow(portfolioId: string, runId: string): Promise<Outcome | null> {
  const params = { path: { portfolioId, runId } };
  for (;;) {
    const rebalance = answered(await api.GET('/v1/portfolios/{portfolioId}/rebalances/{runId}', { params }));
    if (rebalance.state === 'ENDED') return rebalance.outcome;
    await setTimeout(1_000);
  }
}

function sentenceOf({ outcome, refusal, cause, reason }: Outcome): string {
  if (refusal !== undefined) return `REFUSED ${refusal.code}: ${refusal.detail}`;
  const why = cause?.message ?? reason;
  return why === undefined ? outcome : `${outcome}: ${why}`;
}

async function showBatch(portfolioId: string, batchId: string): Promise<void> {
  const params = { path: { portfolioId, batchId } };
  const batch = answered(await api.GET('/v1/portfolios/{portfolioId}/batches/{batchId}', { params }));
  console.log(`drift ${batch.driftBefore} % before, ${batch.driftAfter} % after`);
  for (const { side, symbol, filledQuantity, filledPrice, state } of batch.orders)
    console.log(`  ${side} ${filledQuantity} ${symbol}${filledPrice === null ? '' : ` at ${filledPrice}`}: ${state}`);
}

class Failed extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Returns what was answered. @throws Failed with what the problem says (RFC 9457) */
function answered<Answer>({ data, error, response }: { data?: Answer; error?: unknown; response: Response }): Answer {
  if (data !== undefined) return data;
  const { code, detail, errors = [], requestId } = (error ?? {}) as Partial<Schemas['Problem']>;
  // A proxy in between may answer with something else.
  if (code === undefined)
    throw new Failed(1, `${baseUrl} answered ${response.status}, which is not one of its problems: is it the API?`);
  const fields = errors.map(({ field, rule }) => `\n  ${field}: ${rule}`).join('');
  const isRefused = [404, 409, 412, 422].includes(response.status);
  throw new Failed(isRefused ? 2 : 1, `${code}: ${detail}${fields}\n  request ${requestId}`);
}

/** Asks again when the answer says when to come back, or when there was none: all that this program asks is safe to repeat. */
async function patientFetch(request: Request): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(request.clone());
      const wait = response.headers.get('Retry-After');
      if (wait === null || tries === TRIES) return response;
      await setTimeout(Number.parseInt(wait, 10) * 1_000);
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      if (tries === TRIES) throw new Failed(1, `the API cannot be reached at ${baseUrl}: ${why}`);
      await setTimeout(1_000);
    }
  }
}

function usage(): never {
  throw new Failed(2, 'usage: rebalance-over-http.ts PORTFOLIO ACCOUNT SYMBOL=PERCENT…');
}

const [portfolioId, accountId, ...targets] = process.argv.slice(2);
Promise.resolve()
  .then(() => {
    if (portfolioId === undefined || accountId === undefined || targets.length === 0) usage();
    if (key === '')
      throw new Failed(
        2,
        'AUTOBALANCER_KEY is not set: make one with "autobalancer key create --role operator --name NAME"',
      );
    return main(portfolioId, accountId, targets);
  })
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = error instanceof Failed ? error.exitCode : 1;
    },
  );
