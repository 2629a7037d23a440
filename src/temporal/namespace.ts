// What a Temporal server needs before the first worker: the namespace, and the search attributes that our workflows name. A task of
// a workflow that names an unknown one fails for ever.

import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';

export const SEARCH_ATTRIBUTES = ['PortfolioId', 'RebalanceState'] as const;

const KEYWORD = temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
const ALREADY_EXISTS = 6;

type Services = Pick<Connection, 'workflowService' | 'operatorService'>;

/**
 * Makes the namespace, or finds it. Returns whether it made it. What ended in it stays readable in the Web UI for a month; the
 * ledger keeps it permanently.
 */
export async function ensureNamespace({ workflowService }: Services, namespace: string): Promise<boolean> {
  try {
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('30 days') });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && (error.code as number) === ALREADY_EXISTS) return false;
    throw error;
  }
}

/** Adds the search attributes that are missing, and returns their names. */
export async function ensureSearchAttributes({ operatorService }: Services, namespace: string): Promise<string[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in customAttributes));
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  if (missing.length > 0) await operatorService.addSearchAttributes({ namespace, searchAttributes });
  return missing;
}
