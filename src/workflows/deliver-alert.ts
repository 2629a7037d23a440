import { proxyActivities, proxyLocalActivities, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { AlertInput } from '../domain/steps';
import { orFailed } from './or-failed';
import { DELIVERING, RECORDING } from './profiles';
import { StepFailed } from './steps';
import { summaryOf } from './summary';

const { recordUndelivered } = proxyLocalActivities<Activities>(RECORDING);

// The workflow that starts it is pinned to its build, and would keep that build alive while a webhook is away.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  deliverAlert,
);
/** Calls a person, however long the webhook is away, up to a day. A workflow of its own: no lock waits for it. */
export async function deliverAlert(alert: AlertInput): Promise<void> {
  const { sendAlert } = proxyActivities<Activities>({ ...DELIVERING, summary: summaryOf(alert.text) });
  try {
    await orFailed(sendAlert(alert));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await recordUndelivered({ ...alert, problem: error.message });
  }
}
