import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { quietTemporal } from '../support/quiet-temporal';
import { beginningsOf, History, type RunHistory, replayAll } from '../support/replay';

// Histories of real runs, as the server's protobuf: today's workflows have to take the same steps again. Each has a twin in which one
// step is another: it proves that replay would notice a change there. `npm run histories` records what test/histories/record.ts names.

// The twins fail on purpose, and each would be warned of.
quietTemporal();
const FOLDER = join(__dirname, '../histories');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.binpb'));

function recorded(name: string) {
  return History.decode(readFileSync(join(FOLDER, name)));
}

function runOf(history: History): RunHistory {
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return { workflowId: started?.workflowId || rebalanceWorkflowId('anna'), history };
}

async function problemsOf(histories: History[]): Promise<(string | undefined)[]> {
  const problems: (string | undefined)[] = [];
  for await (const problem of replayAll(histories.map(runOf))) problems.push(problem);
  return problems;
}

/** The last step that is a command of the workflow and not its end. */
function lastStep(history: History) {
  const step = history.events?.findLast(
    (event) =>
      event.activityTaskScheduledEventAttributes ??
      event.timerStartedEventAttributes ??
      event.markerRecordedEventAttributes ??
      event.startChildWorkflowExecutionInitiatedEventAttributes,
  );
  if (step === undefined) throw new Error('it has no step');
  return step;
}

/** The history of a run whose last step was another one. */
function twinOf(name: string): History {
  const twin = recorded(name);
  const step = lastStep(twin);
  const activity = step.activityTaskScheduledEventAttributes?.activityType;
  const child = step.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType;
  if (activity) activity.name = 'somethingElse';
  else if (child) child.name = 'somethingElse';
  else if (step.timerStartedEventAttributes) step.timerStartedEventAttributes.timerId = '999';
  else if (step.markerRecordedEventAttributes) step.markerRecordedEventAttributes.markerName = 'somethingElse';
  return twin;
}

/** Starting a worker costs more than a replay: one replays all histories, and one all twins. */
let ofHistories: (string | undefined)[];
let ofTwins: (string | undefined)[];
beforeAll(async () => {
  ofHistories = await problemsOf(NAMES.map(recorded));
  ofTwins = await problemsOf(NAMES.map(twinOf));
});

test('each history and each twin was replayed', () => {
  expect([ofHistories.length, ofTwins.length]).toEqual([NAMES.length, NAMES.length]);
});

test.each(NAMES.map((name, at) => [name, at] as const))('%s replays with the workflows of today', (_name, at) => {
  expect(ofHistories[at]).toBeUndefined();
});

test.each(NAMES.map((name, at) => [name, at] as const))(
  'the twin of %s, whose last step is another, does not replay',
  (_name, at) => {
    expect(ofTwins[at]).toMatch(/nondeterminism/i);
  },
);

test('among several histories the one that does not replay is identified, even from its beginning alone', async () => {
  const name = 'worker-killed-in-mid-batch.binpb';
  const [good, bad] = [recorded(name), recorded(name)];
  const first = bad.events?.find((event) => event.activityTaskScheduledEventAttributes);
  Object.assign(first?.activityTaskScheduledEventAttributes?.activityType ?? {}, { name: 'somethingElse' });
  const isWrong: unknown = expect.stringMatching(/nondeterminism/i);
  expect(await problemsOf([good, bad, good])).toEqual([undefined, isWrong, undefined]);
  const beginnings = beginningsOf(bad);
  const knowsIt = beginnings.map(({ events }) => events?.some(({ eventId }) => eventId?.eq(first?.eventId ?? 0)));
  expect(knowsIt).toContain(true);
  expect(await problemsOf(beginnings)).toEqual(knowsIt.map((knows) => (knows ? isWrong : undefined)));
});
