// The operations behind the HTTP API. Its contract has the fields that the commands print; what it leaves out is of the ledger's inside. The
// casts say that: the types of the domain name fields that no command shows.

import type { Batch } from '../../domain/batch';
import { refused } from '../../domain/refused';
import type { Approval } from '../../operations/approvals';
import type { OpenPortfolioAnswer } from '../../operations/open-portfolio';
import { taken } from '../failure';
import type { Door } from './door';
import type { HttpApi, Replied } from './http';
import { remoteWebhooks } from './webhooks';

/** A page of the API has no more rows. */
const PAGE_MAX = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createRemoteDoor({ ask }: HttpApi): Door {
  return { ...portfolios(ask), ...batches(ask), ...prices(ask), ...people(ask), ...audit(ask), ...remoteWebhooks(ask) };
}

type Ask = HttpApi['ask'];
type Part<Name extends keyof Door> = Pick<Door, Name>;

function portfolios(
  ask: Ask,
): Part<
  | 'listPortfolios'
  | 'showPortfolio'
  | 'openPortfolio'
  | 'changeStatus'
  | 'setTargets'
  | 'freezePortfolio'
  | 'listStale'
  | 'listRefused'
> {
  return {
    listPortfolios: async ({ limit, after, ...which }) => {
      const page = await pages(limit, after, (query) =>
        ask('get', '/v1/portfolios', { query: { ...which, ...query } }),
      );
      return { portfolios: page.rows, next: page.next };
    },
    showPortfolio: async (portfolioId) =>
      answered(await ask('get', '/v1/portfolios/{portfolioId}', { params: { portfolioId } }), (body) => body),
    openPortfolio: async ({ portfolio, adopt }) => {
      const opened = await ask('post', '/v1/portfolios', { body: { ...(portfolio as object), adopt } });
      if (opened.ok) return { ok: true, ...opened.body };
      const { about, ...no } = opened;
      return { ...no, id: (portfolio as { id: string }).id, owner: about.owner ?? null } as OpenPortfolioAnswer;
    },
    changeStatus: async ({ portfolioId, change, reason }) => {
      const asked = { params: { portfolioId }, body: reason === null ? {} : { reason } };
      return answered(await ask('post', `/v1/portfolios/{portfolioId}/${change}`, asked), (portfolio) => ({
        portfolio,
      }));
    },
    setTargets: async ({ portfolioId, targets }) => {
      const asked = { params: { portfolioId }, body: { targets }, ifMatch: '*' as const };
      return answered(await ask('put', '/v1/portfolios/{portfolioId}/targets', asked), (portfolio) => ({ portfolio }));
    },
    freezePortfolio: async ({ portfolioId, ...body }) =>
      answered(
        await ask('post', '/v1/portfolios/{portfolioId}/freeze', { params: { portfolioId }, body }),
        ({ told }) => ({ told, fault: 'the API could not reach Temporal' }),
      ),
    listStale: async (reason) => {
      const page = await pages(Number.MAX_SAFE_INTEGER, undefined, (query) =>
        ask('get', '/v1/stale', { query: { reason, ...query } }),
      );
      return page.rows;
    },
    listRefused: async ({ limit, after, code }) => {
      const page = await pages(limit, after, (query) => ask('get', '/v1/refused', { query: { code, ...query } }));
      return { portfolios: page.rows, next: page.next };
    },
  };
}

function batches(ask: Ask): Part<'listActivities' | 'listBatches' | 'showBatch'> {
  const listOf = (portfolioId: string, limit: number, after?: string) =>
    pagesOrNo(limit, after, (query) =>
      ask('get', '/v1/portfolios/{portfolioId}/batches', { params: { portfolioId }, query }),
    );
  return {
    listActivities: async ({ portfolioId, state, limit, after }) =>
      answered(
        await pagesOrNo(limit, after, (query) =>
          portfolioId === undefined
            ? ask('get', '/v1/activities', { query: { state, ...query } })
            : ask('get', '/v1/portfolios/{portfolioId}/activities', {
                params: { portfolioId },
                query: { state, ...query },
              }),
        ),
        ({ rows, next }) => ({ activities: rows, next }),
      ),
    listBatches: async ({ portfolioId = '', limit, after }) =>
      answered(await listOf(portfolioId, limit, after), ({ rows, next }) => ({ batches: rows, next })),
    showBatch: async ({ portfolioId, batchId }) => {
      if (batchId === undefined)
        return answered(await listOf(portfolioId, 1), ({ rows: [batch = null] }) => ({ batch: batch as Batch | null }));
      if (!UUID.test(batchId)) return refused('BATCH_NOT_FOUND', `portfolio ${portfolioId} has no batch ${batchId}`);
      const asked = { params: { portfolioId, batchId } };
      return answered(await ask('get', '/v1/portfolios/{portfolioId}/batches/{batchId}', asked), (batch) => ({
        batch,
      }));
    },
  };
}

function prices(ask: Ask): Part<'showTrading' | 'setTrading' | 'listPriceJumps' | 'acceptPrices'> {
  return {
    showTrading: async () => body(await ask('get', '/v1/trading')),
    setTrading: async (change) => {
      const set = await ask('put', '/v1/trading', { body: change });
      if (set.ok || set.refusal !== 'APPROVAL_NEEDED') return answered(set, (trading) => ({ trading }));
      return refused('APPROVAL_NEEDED', set.message, {
        approvals: proposed(set.about.approvals, 'set-trading', 'trading'),
      });
    },
    listPriceJumps: async () => body(await ask('get', '/v1/price-jumps')).data,
    acceptPrices: async ({ prices: given, reason }) => {
      const waiting: Approval[] = [];
      const messages: string[] = [];
      for (const [symbol, price] of Object.entries(given)) {
        const asked = { params: { symbol }, body: { price, reason } };
        const accepted = await ask('post', '/v1/price-jumps/{symbol}/accept', asked);
        if (accepted.ok) continue;
        if (accepted.refusal !== 'APPROVAL_NEEDED') taken(accepted);
        waiting.push(...proposed(accepted.about.approvals, 'accept-price', symbol));
        messages.push(accepted.message);
      }
      if (waiting.length === 0) return { ok: true };
      return refused('APPROVAL_NEEDED', messages.join('; '), { approvals: waiting });
    },
  };
}

function people(ask: Ask): Part<'listApprovals' | 'approve' | 'reject' | 'createKey' | 'listKeys' | 'revokeKey'> {
  const decided = (decision: 'approve' | 'reject'): Door['approve'] => {
    return async ({ approvalId, note }) => {
      const asked = { params: { approvalId }, body: { note } };
      return answered(await ask('post', `/v1/approvals/{approvalId}/${decision}`, asked), (approval) => ({ approval }));
    };
  };
  return {
    listApprovals: async ({ isPending = false, limit, after }) => {
      const page = await pages(limit, after, (query) =>
        ask('get', '/v1/approvals', { query: { pending: `${isPending}`, ...query } }),
      );
      return { approvals: page.rows, next: page.next };
    },
    approve: decided('approve'),
    reject: decided('reject'),
    createKey: async (input) => body(await ask('post', '/v1/keys', { body: input })),
    listKeys: async ({ limit, after }) =>
      (await pages(limit, after, (query) => ask('get', '/v1/keys', { query }))).rows,
    revokeKey: async (keyId) =>
      answered(await ask('delete', '/v1/keys/{keyId}', { params: { keyId } }), (key) => ({ key })),
  };
}

function audit(ask: Ask): Part<'listAudit'> {
  return {
    listAudit: async ({ portfolioId, batchId, limit, after }) =>
      answered(
        await pagesOrNo(limit, after, (query) =>
          ask('get', '/v1/portfolios/{portfolioId}/audit', { params: { portfolioId }, query: { batchId, ...query } }),
        ),
        (page) => page,
      ),
  };
}

export function body<Body>(replied: Replied<Body>): Body {
  return taken(replied).body;
}

/** What an operation answers: what `shape` makes of the body, or its no. */
export function answered<Body, Answer>(replied: Replied<Body>, shape: (body: Body) => object): Answer {
  if (replied.ok) return { ok: true, ...shape(replied.body) } as Answer;
  const { about, ...no } = replied;
  return { ...no, ...about } as Answer;
}

interface Page {
  data: unknown[];
  nextCursor: string | null;
}
type Query = { limit: number; cursor: string | undefined };
interface Pages {
  rows: never[];
  next: string | null;
}

/** Reads pages until there are `limit` rows or there is no more. */
export async function pagesOrNo(
  limit: number,
  after: string | undefined,
  read: (query: Query) => Promise<Replied<Page>>,
): Promise<Replied<Pages>> {
  const rows: unknown[] = [];
  for (let cursor = after; ; ) {
    const page = await read({ limit: Math.min(limit - rows.length, PAGE_MAX), cursor });
    if (!page.ok) return page;
    rows.push(...page.body.data);
    const next = page.body.nextCursor;
    if (next === null || rows.length >= limit) return { ok: true, body: { rows: rows as never[], next } };
    cursor = next;
  }
}

async function pages(...given: Parameters<typeof pagesOrNo>): Promise<Pages> {
  return body(await pagesOrNo(...given));
}

/** The API names what was proposed; who is told needs no more of it. */
function proposed(ids: readonly string[] = [], action: Approval['action'], subject: string): Approval[] {
  return ids.map((id) => ({ id, action, subject }) as Approval);
}
