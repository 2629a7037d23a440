import type { ImportedPortfolio } from '../../domain/imported';
import { storableText } from './canonical';
import { creationDetail, newPortfolio } from './creation';

/** What a portfolio of a file is created with, in the form in which its audit row keeps it. */
export function importedDetail({ status, statusReason, ...portfolio }: ImportedPortfolio): Record<string, unknown> {
  return {
    ...creationDetail(newPortfolio(portfolio)),
    ...(status !== undefined && { status }),
    ...(statusReason !== undefined && { statusReason: storableText(statusReason) }),
  };
}
