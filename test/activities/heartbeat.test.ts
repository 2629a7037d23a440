import { MockActivityEnvironment } from '@temporalio/testing';
import type { Deps } from '../../src/activities/deps';
import { temporalDeps } from '../../src/activities/temporal-deps';
import { until } from '../../src/local/process/until';

test('every heartbeat repeats what the previous attempt remembered, so that it is not lost if this attempt dies', async () => {
  const environment = new MockActivityEnvironment({ heartbeatDetails: 'seen' });
  const details: unknown[] = [];
  environment.on('heartbeat', (beat) => details.push(beat));
  await environment.run(async () => {
    const { current } = temporalDeps({} as Deps);
    await until(async () => {
      current().heartbeat();
      return details.length > 0;
    }, 10_000);
  });
  expect(new Set(details)).toEqual(new Set(['seen']));
});
