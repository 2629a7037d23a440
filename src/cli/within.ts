import { EXIT, Failure, interrupted } from './failure';

/**
 * Waits for `work`, at most `ms` and not beyond Ctrl-C; what it waits for is not called off.
 *
 * @throws Failure TIMEOUT saying `late`, with what is known as `answer`; or INTERRUPTED.
 */
export async function within<Result>(
  work: Promise<Result>,
  ms: number,
  signal: AbortSignal,
  late: string,
  answer: object = {},
): Promise<Result> {
  let stop = () => undefined as void;
  const given = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('TIMEOUT', EXIT.timeout, late, { answer })), ms);
    const interrupt = () => reject(interrupted());
    signal.addEventListener('abort', interrupt);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    };
  });
  // Whichever loses the race still settles, with nobody to hear it.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, given]);
  } finally {
    stop();
  }
}
