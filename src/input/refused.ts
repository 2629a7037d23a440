import type { InputRefusalCode } from '../domain/causes';

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
