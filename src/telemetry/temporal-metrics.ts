import type { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import { kindsOf } from './metrics';

const WINDOW_MS = 3_600_000;
const DEADLINE_MS = 3_000;

/**
 * Adds how many rebalances of the last hour `badlyClosed`, a visibility query, finds. The metric is left out while Temporal does
 * not answer.
 */
export function temporalMetrics(registry: Registry, client: Client, badlyClosed: string, now: () => number): void {
  const { gauge } = kindsOf(registry);
  gauge(
    'badly_closed_rebalances',
    'Rebalances of the last hour that closed FAILED or CANCELED, as none may',
    [],
    async (runs) => {
      const query = `${badlyClosed} AND CloseTime > '${new Date(now() - WINDOW_MS).toISOString()}'`;
      const count = () => client.workflow.count(query);
      const counted = await client.withDeadline(now() + DEADLINE_MS, count).catch(() => undefined);
      if (counted === undefined) runs.remove();
      else runs.set(counted.count);
    },
  );
}
