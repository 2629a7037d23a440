import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/**
 * Lets the Temporal SDK report errors only. Its runtime is one for all suites of a process: the first suite that needs it installs it.
 * Its native part stays silent about what tests do on purpose, as a replay that fails or an answer that comes too late.
 */
export function quietTemporal(): void {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR' }) };
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
