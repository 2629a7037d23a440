// What the API replies, as an operation answers. Its contract has the fields that the commands print; what it leaves out is of the ledger's
// inside. The casts say that: the types of the domain name fields that no command shows.

import { taken } from '../../failure';
import type { Door } from '../door';
import type { HttpApi, Replied } from '../http';

export type Ask = HttpApi['ask'];
export type Part<Name extends keyof Door> = Pick<Door, Name>;

/** A page of the API has no more rows. */
const PAGE_MAX = 500;

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

export async function pages(...given: Parameters<typeof pagesOrNo>): Promise<Pages> {
  return body(await pagesOrNo(...given));
}
