// A route whose answer is a file that is made while it is taken: however long it is, there is little of it in memory.

import type { z } from '@hono/zod-openapi';
import type { OperationRefusalCode } from '../domain/causes';
import type { Refused } from '../domain/refused';
import { type Api, type Asked, askedOf, type Endpoint, routeOf } from './endpoint';
import { ApiProblem, problemResponse } from './problem';

type Fields = z.ZodObject | z.ZodUndefined;

/** The lines of a file, each with its end. */
export interface FileReply {
  type: string;
  /** What it is called when it is saved. */
  name: string;
  texts: AsyncIterable<string>;
}

/** Registers it. A refusal that `answer` returns, or a fault before the first line, becomes a problem; a later fault cuts the answer off. */
export function registerFile<Params extends Fields, Query extends Fields, Answer extends z.ZodType>(
  { app }: Pick<Api, 'app'>,
  endpoint: Endpoint<Params, Query, z.ZodUndefined, Answer>,
  answer: (asked: Asked<Params, Query, z.ZodUndefined>) => Promise<FileReply | Refused<OperationRefusalCode>>,
): void {
  app.openapi(routeOf(endpoint), async (c) => {
    const reply = await answer(askedOf(c, endpoint));
    if ('refusal' in reply) return problemResponse(c, new ApiProblem(reply.refusal, reply.message)) as never;
    const texts = reply.texts[Symbol.asyncIterator]();
    const first = await texts.next();
    c.header('Content-Type', reply.type);
    c.header('Content-Disposition', `attachment; filename="${reply.name}"`);
    return c.body(bytesOf(first, texts)) as never;
  });
}

const BYTES_AT_ONCE = 64 * 1_024;

/** Reads on when the client has taken what there was. */
function bytesOf(first: IteratorResult<string>, texts: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        let text = '';
        for (; text.length < BYTES_AT_ONCE; next = undefined) {
          next ??= await texts.next();
          if (next.done === true) break;
          text += next.value;
        }
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (next?.done === true) controller.close();
      },
      cancel: async () => {
        await texts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
