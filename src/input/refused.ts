export type InputRefusalCode =
  | 'INVALID_PORTFOLIO_ID'
  | 'INVALID_ACCOUNT'
  | 'INVALID_TARGETS'
  | 'INVALID_POLICY'
  | 'POLICY_CONTRADICTS'
  | 'INVALID_SYMBOL'
  | 'INVALID_PRICE'
  | 'INVALID_FILE'
  | 'INVALID_PAGE'
  | 'INVALID_REASON'
  | 'INVALID_TIME'
  | 'INVALID_ACTOR';

/** A value that is refused. `field` names it, and `message` says field and rule. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
  constructor(
    readonly code: InputRefusalCode,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
