import type { RequestIdVariables } from 'hono/request-id';
import type { Caller } from './authentication';
import type { ProblemCode } from './codes';

/** What a request carries with it on its way. */
export interface ApiEnv {
  Variables: RequestIdVariables & {
    /** Absent until it is known who asks. */
    caller?: Caller;
    /** Asks again, for what goes on longer than a request. */
    isAllowed?: () => Promise<boolean>;
    /** With which problem it ended, for the log. */
    problem?: ProblemCode;
  };
}
