import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { rebalanceWorkflowId } from '../../src/domain/ids';

// Histories of real runs, as the server's protobuf: today's workflows have to take the same steps again.

type History = temporal.api.history.v1.IHistory;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const FOLDER = join(__dirname, '../histories');

function recorded(name: string): History {
  return temporal.api.history.v1.History.decode(readFileSync(join(FOLDER, name)));
}

function replay(history: History): Promise<void> {
  const workflowBundle = { code: readFileSync(process.env.TEST_WORKFLOW_BUNDLE ?? '', 'utf8') };
  return Worker.runReplayHistory({ workflowBundle }, history, rebalanceWorkflowId('anna'));
}

test.each(readdirSync(FOLDER))('%s replays with the workflows of today', async (name) => {
  await expect(replay(recorded(name))).resolves.toBeUndefined();
});

test('a history whose steps are others does not replay', async () => {
  const twin = recorded('first-purchase.binpb');
  const step = twin.events?.find(
    (event) => event.activityTaskScheduledEventAttributes,
  )?.activityTaskScheduledEventAttributes;
  expect(step?.activityType?.name).toBe('placeOrder');
  if (step?.activityType) step.activityType.name = 'sendOrder';
  await expect(replay(twin)).rejects.toThrow(/nondeterminism/i);
});
