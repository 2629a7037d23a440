import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { RolloutActivities } from '../activities/rollout';
import { type RollOut, rolloutChangedSignal } from './messages';
import { ROLLING_OUT } from './profiles';
import { startAlert } from './start-alert';

// It may wait for days, and would keep its build alive meanwhile.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  rollOut,
);
/**
 * Works on one roll-out until it has ended: cohort by cohort, at its pace. All that is known of it is in the ledger, so that a second run, or
 * one that is lost with Temporal's database, does no harm. While it is paused it rests until somebody has changed that.
 */
export async function rollOut({ rolloutId, after }: RollOut): Promise<void> {
  const { advanceRollout } = proxyActivities<RolloutActivities>(ROLLING_OUT);
  let isChanged = false;
  setHandler(rolloutChangedSignal, () => {
    isChanged = true;
  });
  for (let at = after ?? ''; ; ) {
    // A change that arrives while a step ends is not lost.
    isChanged = false;
    const step = await advanceRollout({ rolloutId, after: at });
    if (step.kind !== 'again' && step.alert !== null) await startAlert(step.alert);
    if (step.kind === 'ended' && !isChanged) return;
    at = step.kind === 'again' ? step.after : '';
    if (step.kind === 'again') await condition(() => isChanged, step.afterMs);
    else await condition(() => isChanged);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof rollOut>({ rolloutId, after: at });
  }
}
