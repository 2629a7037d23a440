import { by, type Deps } from '../deps';

export interface Ignored {
  portfolioId: string;
  /** What was asked: "resolve". */
  message: string;
  problem: string;
  given: string;
}

/** Records a person's message that had no effect. */
export function createRecordIgnored(deps: Deps) {
  return async ({ portfolioId, message, problem, given }: Ignored): Promise<void> => {
    await deps.ledger.audit(portfolioId, null, 'MESSAGE_IGNORED', { message, problem, given }, by(deps));
  };
}
