import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { startChild, workflowInfo } from '@temporalio/workflow';
import type { AlertInput } from '../domain/steps';
import { deliverAlert } from './deliver-alert';
import { alertWorkflowId, DELIVERY_TIMEOUT, PORTFOLIO_ID, peopleQueue } from './messages';

/** The delivery outlives the run, and only one workflow delivers the same alert. */
export async function startAlert(alert: AlertInput): Promise<void> {
  try {
    await startChild(deliverAlert, {
      args: [alert],
      workflowId: alertWorkflowId(alert),
      taskQueue: peopleQueue(workflowInfo().taskQueue),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowExecutionTimeout: DELIVERY_TIMEOUT,
      parentClosePolicy: 'ABANDON',
      typedSearchAttributes: [{ key: PORTFOLIO_ID, value: alert.portfolioId }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
