import type { Query } from './connection';

/** Returns which model a portfolio follows, and whether its version has a policy; undefined when it follows none. */
export async function followedBy(
  query: Query,
  portfolioId: string,
): Promise<{ modelId: string; hasPolicy: boolean } | undefined> {
  const [row] = await query<{ modelId: string; hasPolicy: boolean }>(
    `SELECT s.model_id AS "modelId", v.policy IS NOT NULL AS "hasPolicy"
       FROM subscriptions s JOIN model_versions v ON v.model_id = s.model_id AND v.version = s.version
      WHERE s.portfolio_id = $1`,
    [portfolioId],
  );
  return row;
}
