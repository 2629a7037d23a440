// What an operation answers: its result, or an expected no. What throws is a value that cannot be read (InputRefused), or the world failing.

import type { OperationRefusalCode, RefusalCode } from '../domain/causes';
import { refusalText } from '../domain/refusal';

export type { OperationRefusalCode };

/** An expected no: the code for programs, the sentence for people. Some codes come with more that is known. */
export type Refused<Code extends OperationRefusalCode, More extends object = object> = {
  ok: false;
  refusal: Code;
  message: string;
} & More;

export function refused<const Code extends OperationRefusalCode, More extends object>(
  refusal: Code,
  message: string,
  more: More,
): Refused<Code, More>;
export function refused<const Code extends OperationRefusalCode>(refusal: Code, message: string): Refused<Code>;
export function refused(refusal: OperationRefusalCode, message: string, more: object = {}): object {
  return { ok: false, refusal, message, ...more };
}

/** A refusal that has its sentence in the domain; `detail` says what it is about. */
export function refusedAs<const Code extends RefusalCode>(code: Code, detail: string): Refused<Code> {
  return refused(code, refusalText({ code, detail }));
}

/** `revision` is the one that the settings have now. */
export type SettingsRefused = Refused<'SETTINGS_CHANGED', { revision: number }>;

export function settingsRefused(portfolioId: string, revision: number): SettingsRefused {
  return refused('SETTINGS_CHANGED', `the settings of ${portfolioId} have revision ${revision} by now`, { revision });
}
