import { z } from '@hono/zod-openapi';
import type { Portfolio } from '../domain/portfolio';
import { ApiProblem } from './problem';

/** The ETag of what people decide about a portfolio. Its version would change with each fill as well. */
export function settingsTag({ settingsRevision }: Pick<Portfolio, 'settingsRevision'>): string {
  return `"s${settingsRevision}"`;
}

export const IfMatch = {
  'If-Match': z
    .string()
    .optional()
    .openapi({
      param: { name: 'If-Match', in: 'header', required: true },
      description: 'the ETag of the portfolio that was read, or * for any',
      example: '"s17"',
    }),
};

/** Returns the revision that the settings must have, or undefined for any. @throws ApiProblem */
export function revisionOf(given: string | undefined): number | undefined {
  if (given === undefined)
    throw new ApiProblem('IF_MATCH_MISSING', 'send the ETag of the portfolio that you have read as If-Match');
  if (given === '*') return undefined;
  const [, revision] = /^"s([1-9][0-9]{0,8})"$/.exec(given) ?? [];
  if (revision === undefined) throw new ApiProblem('SETTINGS_CHANGED', `${given} is not the ETag of the settings`);
  return Number.parseInt(revision, 10);
}
