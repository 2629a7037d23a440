import type { Context } from 'hono';
import type { ApiEnv } from '../environment';
import { ApiProblem } from '../problem';
import { eventStream, type StreamInput } from './stream';

/** Of one caller: a browser tab takes one, and a program needs no more than one. */
const STREAMS_MAX = 5;

export type Streams = (c: Context<ApiEnv>, principal: string, input: Omit<StreamInput, 'signal'>) => Response;

/** Answers with streams of events, and ends them all when `stop` is aborted. */
export function createStreams(stop: AbortSignal): Streams {
  const open = new Set<{ principal: string; gone: AbortController }>();
  stop.addEventListener('abort', () => {
    for (const { gone } of open) gone.abort();
  });
  return (c, principal, input) => {
    const others = [...open].filter((one) => one.principal === principal);
    if (others.length >= STREAMS_MAX)
      throw new ApiProblem('TOO_MANY_STREAMS', `there are ${STREAMS_MAX} open streams of this key`, { retryAfter: 15 });
    const gone = new AbortController();
    const one = { principal, gone };
    open.add(one);
    gone.signal.addEventListener('abort', () => open.delete(one));
    // A client that goes away is told of in one way or the other, whichever comes first.
    const { signal } = c.req.raw;
    signal.addEventListener('abort', () => gone.abort());
    if (stop.aborted || signal.aborted) gone.abort();
    c.header('Content-Type', 'text/event-stream');
    c.header('Cache-Control', 'no-cache, no-transform');
    // nginx would keep the events back until its buffer is full.
    c.header('X-Accel-Buffering', 'no');
    return c.body(pulled(eventStream({ ...input, signal: gone.signal }), gone));
  };
}

/** Reads one text at a time, when the client has taken the one before. */
function pulled(texts: AsyncGenerator<string>, gone: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await texts.next().catch((error: unknown) => {
          if (!gone.signal.aborted) controller.error(error);
          return { done: true as const, value: undefined };
        });
        if (next.done !== true) return controller.enqueue(encoder.encode(next.value));
        gone.abort();
        try {
          controller.close();
        } catch {
          // It was cancelled or has failed already.
        }
      },
      cancel: () => gone.abort(),
    },
    { highWaterMark: 0 },
  );
}
