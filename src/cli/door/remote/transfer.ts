import { setTimeout as delay } from 'node:timers/promises';
import { type Refused, refused } from '../../../domain/refused';
import type { ImportFormat } from '../../../input/portfolio-lines';
import { linesOf } from '../../../input/text-lines';
import {
  cancelled,
  type ImportAnswer,
  type ImportInput,
  type ImportReport,
  type OnProgress,
  tellOf,
} from '../../../operations/import-portfolios';
import type { HttpApi } from '../http';
import { type Ask, body, type Part, pages } from './answers';

const TYPES: Record<ImportFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv' };
const LOOK_MS = 500;

export function remoteTransfer(
  { ask, file, send }: HttpApi,
  ended: AbortSignal,
): Part<'importPortfolios' | 'exportPortfolios'> {
  return {
    importPortfolios: async ({ lines, format, isPartial, onProgress = () => undefined, cancel }) => {
      const sending = send('/v1/imports', {
        query: { partial: `${isPartial}` },
        type: TYPES[format],
        bytes: bytesOf(lines, (read) => onProgress('read', read), cancel),
      });
      // A file that breaks off leaves nothing behind. If all of it was sent, its import is known and can be cancelled.
      const sent = await sending.catch((error: unknown) => {
        if (cancel?.aborted === true) return cancelled();
        throw error;
      });
      if (!sent.ok && sent.refusal === 'IMPORT_CANCELLED') return sent as Refused<'IMPORT_CANCELLED'>;
      return follow(ask, body(sent).id, onProgress, ended, cancel);
    },
    exportPortfolios: async function* (format) {
      yield* linesOf(body(await file('/v1/exports/portfolios', { query: { format } })), 'the export');
    },
  };
}

const BYTES_AT_ONCE = 64 * 1_024;

async function* bytesOf(
  lines: ImportInput['lines'],
  onRead: (lines: number) => void,
  cancel: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let [text, read] = ['', 0];
  for await (const line of lines) {
    cancel?.throwIfAborted();
    text += `${line}\n`;
    read += 1;
    if (text.length < BYTES_AT_ONCE) continue;
    yield encoder.encode(text);
    onRead(read);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
  onRead(read);
}

async function follow(
  ask: Ask,
  importId: string,
  onProgress: OnProgress,
  ended: AbortSignal,
  cancel: AbortSignal | undefined,
): Promise<ImportAnswer> {
  const params = { importId };
  const tell = tellOf(onProgress);
  for (let isAsked = false; ; ) {
    if (cancel?.aborted === true && !isAsked) {
      isAsked = true;
      if ((await ask('delete', '/v1/imports/{importId}', { params })).ok) return cancelled();
    }
    const found = body(await ask('get', '/v1/imports/{importId}', { params }));
    const { state, stored, skipped } = found;
    tell(found);
    if (state === 'DONE' || state === 'REFUSED') {
      const { rows } = await pages(Number.MAX_SAFE_INTEGER, undefined, (query) =>
        ask('get', '/v1/imports/{importId}/problems', { params, query }),
      );
      return answerOf(state, { importId, stored, skipped, problems: rows });
    }
    await delay(LOOK_MS, undefined, { signal: ended });
  }
}

function answerOf(
  state: 'DONE' | 'REFUSED',
  report: ImportReport,
): ({ ok: true } & ImportReport) | Refused<'IMPORT_REFUSED', ImportReport> {
  if (state === 'DONE') return { ok: true, ...report };
  return refused('IMPORT_REFUSED', `nothing is stored: ${report.problems.length} lines are wrong`, report);
}
