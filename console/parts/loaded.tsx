import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note';

/**
 * Shows what a query answered. What was answered before stays while the next answer is awaited or missing, under the problem: its age
 * says how old it is.
 */
export function Loaded<Data>({
  query,
  children,
}: {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'dataUpdatedAt'>;
  children: (data: Data, at: number) => ReactNode;
}) {
  const { data, error, dataUpdatedAt } = query;
  return (
    <>
      {error !== null && <ProblemNote error={error} />}
      {data === undefined
        ? error === null && (
            <p className="quiet" role="status">
              Loading …
            </p>
          )
        : children(data, dataUpdatedAt)}
    </>
  );
}
