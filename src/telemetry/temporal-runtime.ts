import { DefaultLogger, type LogLevel, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Makes the Temporal SDK of this process log to `log`, and serve its own metrics at `metricsAddress` ("host:port") if one is
 * given. Once in a process, before anything else of the SDK.
 */
export function installRuntime(log: Logger, metricsAddress: string | undefined): void {
  const prometheus = {
    countersTotalSuffix: true,
    useSecondsForDurations: true,
    unitSuffix: true,
  };
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // The SDK reports a failure in `error`; ours is `err` everywhere.
      const { error, ...fields } = (meta ?? {}) as { error?: unknown };
      log[IS_MEANT.has(message) ? 'debug' : LEVELS[level]](
        { ...fields, ...(error === undefined ? {} : { err: error }) },
        message,
      );
    }),
    telemetryOptions: {
      // Otherwise its native part writes to standard output itself, in a different format.
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      ...(metricsAddress === undefined
        ? {}
        : { metrics: { prometheus: { ...prometheus, bindAddress: metricsAddress } } }),
    },
  });
}

/** The worker of webhooks runs no workflow. */
const IS_MEANT: ReadonlySet<string> = new Set(['No workflows registered, not polling for workflow tasks']);

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;
