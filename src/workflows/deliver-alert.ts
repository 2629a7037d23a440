import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { AlertInput } from '../domain/steps';
import { NOTIFYING } from './profiles';

/** Calls a person, however long the webhook is away. A workflow of its own: no lock waits for it. */
export async function deliverAlert(alert: AlertInput): Promise<void> {
  const { sendAlert } = proxyActivities<Activities>({ ...NOTIFYING, summary: alert.text });
  await sendAlert(alert);
}
