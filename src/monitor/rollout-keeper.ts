// Has every roll-out that is RUNNING worked on: its workflow may never have been started, because Temporal was away.

import type { RebalanceClient } from '../client';
import type { Rollout } from '../domain/rollout';
import type { RolloutLedger } from '../ledger/rollouts';

interface KeeperDeps {
  ledger: Pick<RolloutLedger, 'listRollouts'>;
  client: Pick<RebalanceClient, 'rollOut'>;
}

const EVERY_MS = 60_000;
const PAGE = 100;

/**
 * Returns a step that answers how long to wait for the next one. Telling a workflow that works costs nothing. One that cannot be told keeps
 * none of the others waiting: the step throws once all have been told.
 */
export function createRolloutKeeper({ ledger, client }: KeeperDeps): () => Promise<number> {
  return async () => {
    const failed: unknown[] = [];
    let last: Rollout | undefined;
    do {
      const page = await ledger.listRollouts({ isOpen: true, limit: PAGE, ...(last && { after: last }) });
      for (const { id, state } of page)
        if (state === 'RUNNING') await client.rollOut(id).catch((error: unknown) => failed.push(error));
      last = page.length < PAGE ? undefined : page.at(-1);
    } while (last !== undefined);
    if (failed.length > 0) throw failed[0];
    return EVERY_MS;
  };
}
