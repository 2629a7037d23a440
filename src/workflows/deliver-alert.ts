import { proxyActivities, proxyLocalActivities, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { AlertInput } from '../domain/steps';
import { orFailed } from './or-failed';
import { DELIVERING, RECORDING } from './profiles';
import { StepFailed } from './steps';
import { summaryOf } from './summary';

const { recordUndelivered } = proxyLocalActivities<Activities>(RECORDING);

// If the calling workflow delivered it, that workflow, which is pinned to its build, would keep the build alive while the webhook
// is down.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  deliverAlert,
);
/**
 * Calls a person, and keeps trying for up to a day while the webhook is down. It is a separate workflow, so no lock waits for it.
 */
export async function deliverAlert(alert: AlertInput): Promise<void> {
  const { sendAlert } = proxyActivities<Activities>({ ...DELIVERING, summary: summaryOf(alert.text) });
  try {
    await orFailed(sendAlert(alert));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await recordUndelivered({ ...alert, problem: error.message });
  }
}
