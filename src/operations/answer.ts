// What an operation answers: its result, or an expected no. What throws is a value that cannot be read (InputRefused), or the world failing.

export type { OperationRefusalCode } from '../domain/causes';
export { type Refused, refused, refusedAs } from '../domain/refused';
