import { EXIT, Failure, interrupted } from './failure';

/**
 * Waits for what `work` begins, at most `ms` and not beyond Ctrl-C; what it waits for is not called off. After Ctrl-C nothing begins.
 * `follow` says how to see what becomes of it.
 *
 * @throws Failure TIMEOUT saying `late`, or INTERRUPTED, both with what is known as `answer`.
 */
export async function within<Result>(
  work: () => Promise<Result>,
  ms: number,
  signal: AbortSignal,
  late: string,
  answer: object = {},
  follow = '',
): Promise<Result> {
  if (signal.aborted) throw interrupted(answer, follow);
  let stop = () => undefined as void;
  const given = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('TIMEOUT', EXIT.timeout, late, { answer })), ms);
    const interrupt = () => reject(interrupted(answer, follow));
    signal.addEventListener('abort', interrupt);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    };
  });
  const begun = work();
  // Whichever loses the race still settles, with nobody to hear it.
  begun.catch(() => undefined);
  try {
    return await Promise.race([begun, given]);
  } finally {
    stop();
  }
}
