import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';
import { ASK_EVERY_MS } from './session';

export type Import = components['schemas']['Import'];
export type LineProblem = components['schemas']['LineProblem'];

/** While one is under way it is asked for more often, because somebody waits for it. */
const UNDER_WAY_MS = 1_000;

export function isUnderWay({ state }: Pick<Import, 'state'>): boolean {
  return state !== 'DONE' && state !== 'REFUSED';
}

/** Imports, the latest first. */
export function useImports(cursor: string | undefined) {
  return useQuery({
    queryKey: ['imports', { cursor }],
    queryFn: () => answered(api.GET('/v1/imports', { params: { query: cursor === undefined ? {} : { cursor } } })),
    refetchInterval: ({ state }) => (state.data?.data.some(isUnderWay) ? UNDER_WAY_MS : ASK_EVERY_MS),
    placeholderData: keepPreviousData,
  });
}

export function useImport(importId: string) {
  return useQuery({
    queryKey: ['imports', { importId }],
    queryFn: () => answered(api.GET('/v1/imports/{importId}', { params: { path: { importId } } })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? UNDER_WAY_MS : ASK_EVERY_MS),
  });
}

/** The rule that each wrong line breaks, by line. */
export function useImportProblems(importId: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['imports', { importId }, 'problems', cursor],
    queryFn: () =>
      answered(
        api.GET('/v1/imports/{importId}/problems', {
          params: { path: { importId }, query: cursor === undefined ? {} : { cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Only while nothing of it is stored. */
export function cancelImport(importId: string, once: string): Promise<Import> {
  const params = { path: { importId }, header: { 'Idempotency-Key': once } };
  return answered(api.DELETE('/v1/imports/{importId}', { params }));
}

/** Sends a file, and resolves when all of it was read. The same file again does no harm: what is stored is skipped. */
export function sendFile(file: File, isPartial: boolean): Promise<Import> {
  const type = /\.csv$/i.test(file.name) ? 'text/csv' : 'application/x-ndjson';
  return answered(
    api.POST('/v1/imports', {
      params: { query: { partial: isPartial ? 'true' : 'false' } },
      headers: { 'Content-Type': type },
      // The contract says of it that it is text; a file is read as it is sent.
      body: file as unknown as string,
      bodySerializer: (body) => body as unknown as BodyInit,
    }),
  );
}
