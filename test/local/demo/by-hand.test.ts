import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { rebalanceWorkflowId } from '../../../src/domain/ids';
import { parseResolve } from '../../../src/domain/stale';
import { byHand } from '../../../src/local/demo/by-hand';
import { until } from '../../../src/local/process/until';
import { freezePortfolio } from '../../../src/operations/freeze-portfolio';
import { AT_TERMINAL, person } from '../../support/person';
import { startSystem, type TestSystem } from '../../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const textFor = (portfolioId: string) =>
  byHand(
    {
      apiUrl: 'http://127.0.0.1:7500',
      key: `ab_live_${'k'.repeat(58)}`,
      webUiUrl: 'http://127.0.0.1:8233',
      temporalAddress: system.env.TEMPORAL_ADDRESS ?? '',
      temporalCli: process.env.TEST_TEMPORAL_CLI ?? '',
    },
    portfolioId,
  );

test('what the kept demo says to type in a terminal releases a frozen portfolio', async () => {
  const id = await system.createPortfolio();
  await freezePortfolio({ ...system, ...AT_TERMINAL }, person('demo'), { portfolioId: id, reason: 'to try' });
  const hold = system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
  // The server drops an update when the hold ends in the moment in which something else arrives: nothing is under way when it rests.
  await until(async () => {
    const { type, raw } = await hold.describe();
    const underWay = [...(raw.pendingActivities ?? []), ...(raw.pendingWorkflowTask ? [raw.pendingWorkflowTask] : [])];
    return type === 'stalePortfolio' && underWay.length === 0;
  }, 60_000);
  const [, typed = ''] = textFor(id).split("With Temporal's command line:");
  await promisify(execFile)('bash', ['-c', typed]);
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE' });
});

test('what it says to paste in the Web UI is a resolve, and its lines fit a small terminal', () => {
  const text = textFor('demo');
  expect(parseResolve(JSON.parse(/^ *\{\n[^}]*\}/m.exec(text)?.[0] ?? ''))).toMatchObject({ ok: true });
  const tooLong = text.split('\n').filter((line) => line.length > 79 && !/\/| key /.test(line));
  expect(tooLong).toEqual([]);
});
