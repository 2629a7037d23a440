// Has every roll-out that is RUNNING worked on: its workflow may never have been started, because Temporal was away.

import type { RebalanceClient } from '../client';
import type { RolloutLedger } from '../ledger/rollouts';

interface KeeperDeps {
  ledger: Pick<RolloutLedger, 'listRollouts'>;
  client: Pick<RebalanceClient, 'rollOut'>;
}

const EVERY_MS = 60_000;
/** Models that are rolled out at the same time are few. */
const AT_ONCE = 100;

/** Returns a step that answers how long to wait for the next one. Telling a workflow that works costs nothing. */
export function createRolloutKeeper({ ledger, client }: KeeperDeps): () => Promise<number> {
  return async () => {
    for (const { id, state } of await ledger.listRollouts({ isOpen: true, limit: AT_ONCE }))
      if (state === 'RUNNING') await client.rollOut(id);
    return EVERY_MS;
  };
}
