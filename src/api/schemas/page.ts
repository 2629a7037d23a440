import { z } from '@hono/zod-openapi';

/** How many rows a page has at most. A count is no amount: it is read from the text of a query. */
export const limit = () =>
  z
    .string()
    .regex(/^([1-9][0-9]?|[1-4][0-9]{2}|500)$/, 'must be a whole number from 1 to 500')
    .default('50')
    .transform((text) => Number.parseInt(text, 10))
    .openapi({ type: 'integer', minimum: 1, maximum: 500, default: 50 });

/** The `nextCursor` of the page before. What is in it is nobody's business. */
export const cursor = () =>
  z.string().min(1).max(200).optional().openapi({ description: 'the `nextCursor` of the page before' });

/** A page of a list, and where the next one begins. */
export const page = <Row extends z.ZodType>(row: Row) =>
  z.object({ data: z.array(row), nextCursor: z.string().nullable() });

type Listed = { ok: true; next: string | null } | { ok: false };

/** What a list of something answers: a page of its rows, or that there is no such thing. */
export function pageOrNo<Answer extends Listed, Row>(
  answer: Answer,
  rowsOf: (listed: Extract<Answer, { ok: true }>) => Row[],
) {
  if (!answer.ok) return answer as Extract<Answer, { ok: false }>;
  const listed = answer as Extract<Answer, { ok: true }>;
  return { body: { data: rowsOf(listed), nextCursor: listed.next } };
}
