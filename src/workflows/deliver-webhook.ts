import { condition, proxyActivities, setHandler, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { WebhookActivities } from '../activities/webhook';
import { attemptNowSignal, type DeliverWebhook, webhookQueue } from './messages';
import { SENDING } from './profiles';
import { startAlert } from './start-alert';

// It may wait for hours, and would keep its build alive meanwhile.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  deliverWebhook,
);
/**
 * Brings one message to its webhook: it is attempted for about a day, and at once when somebody wants that. What is sent, and where to, is in
 * the ledger: no secret, and nothing of the message, is in this history.
 */
export async function deliverWebhook({ deliveryId }: DeliverWebhook): Promise<void> {
  const taskQueue = webhookQueue(workflowInfo().taskQueue);
  const { attemptWebhook } = proxyActivities<WebhookActivities>({ ...SENDING, taskQueue });
  let isWanted = true;
  setHandler(attemptNowSignal, () => {
    isWanted = true;
  });
  // A wish that arrives while an attempt ends is not lost with the run.
  while (isWanted) {
    isWanted = false;
    const attempt = await attemptWebhook({ deliveryId });
    if (attempt.kind === 'disabled') await startAlert(attempt.alert);
    if (attempt.kind !== 'again') continue;
    await condition(() => isWanted, attempt.afterMs);
    isWanted = true;
  }
}
