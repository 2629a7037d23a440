import { type Code, sentenceOf } from './causes';

/** An expected no: the code for programs, the sentence for people. Some codes come with more that is known. */
export type Refused<Of extends Code, More extends object = object> = {
  ok: false;
  refusal: Of;
  message: string;
} & More;

export function refused<const Of extends Code, More extends object>(
  refusal: Of,
  message: string,
  more: More,
): Refused<Of, More>;
export function refused<const Of extends Code>(refusal: Of, message: string): Refused<Of>;
export function refused(refusal: Code, message: string, more: object = {}): object {
  return { ok: false, refusal, message, ...more };
}

/** A no in the words of its code; `detail` says what it is about. */
export function refusedAs<const Of extends Code>(code: Of, detail: string): Refused<Of> {
  return refused(code, sentenceOf(code, detail));
}
