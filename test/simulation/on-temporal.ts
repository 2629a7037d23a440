// Plays a schedule on a real Temporal server: the product's workflows, over the same steps, broker, network and strikes as in the
// simulation, in real time. What run.ts re-enacts is Temporal's own here.

import { Context } from '@temporalio/activity';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { type Activities, createActivities } from '../../src/activities';
import type { Deps } from '../../src/activities/deps';
import { readMemory } from '../../src/activities/order/memory';
import { accountHash } from '../../src/activities/stale/account-hash';
import { endingFinally } from '../../src/activities/temporal-activities';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { NO_CAPS } from '../../src/domain/caps';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { ALERTED } from '../../src/domain/stale-digest';
import type { Outcome } from '../../src/domain/steps';
import { until } from '../../src/local/process/until';
import { outcomeOf } from '../../src/temporal/outcome';
import { createWorkers } from '../../src/temporal/workers';
import { bundledWorkflows } from '../support/bundled-workflows';
import { createRandom } from '../support/random';
import { scripted } from '../support/scripted-steps';
import { arrange, type Hands } from './arrange';
import { Attempt, type Surroundings } from './attempt';
import { DECIDING, endOf } from './compared';
import { createRealClock } from './real-clock';
import type { Crash, Schedule } from './schedule';
import { wordsOf, wordsOfVerdict } from './stage';
import { createStrikes } from './strikes';
import { createWorld, settle, type World } from './world';

export interface OnTemporal {
  /** How the schedule's portfolio ends. */
  play(schedule: Schedule): Promise<string>;
  close(): Promise<void>;
}

/** How long a step of a process that died is not heard of: longer than its heartbeat timeout. */
const DEAD_MS = 12_000;
const AGAIN_MS = 200;
const CALLED_WITHIN_MS = 60_000;
/** None of the schedules that are compared strikes all processes at a time. */
const NO_HANDS: Hands = {
  loseRows: () => undefined,
  run: () => undefined,
  rebalance: () => undefined,
  loseWorkers: () => undefined,
  stopWorkers: () => undefined,
};

export async function connectToTemporal(address: string, taskQueue: string): Promise<OnTemporal> {
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const temporal = new Client({ connection });
  const client = createRebalanceClient(temporal, taskQueue);
  const stages = new Map<string, Stage>();
  const dispatched = Object.keys(scripted({})).map((name) => [
    name,
    endingFinally((input) => {
      const { workflowId } = Context.current().info.workflowExecution ?? {};
      const stage = stages.get(workflowId ?? '');
      // The person who is called does not answer.
      return stage === undefined ? Promise.resolve('sent') : stage.step(name as keyof Activities, input);
    }),
  ]);
  const worker = await createWorkers({
    connection: native,
    taskQueue,
    ...bundledWorkflows(),
    activities: Object.fromEntries(dispatched) as Activities,
    maxConcurrentActivityTaskExecutions: 200,
    maxConcurrentLocalActivityExecutions: 200,
  });
  const running = worker.run();
  return {
    play: async (schedule) => {
      const stage = await createStage(temporal, client, schedule);
      const workflowId = rebalanceWorkflowId(stage.id);
      stages.set(workflowId, stage);
      const end = await stage.play();
      stages.delete(workflowId);
      return end;
    },
    close: async () => {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), native.close()]);
    },
  };
}

interface Stage {
  id: string;
  step(name: keyof Activities, input: unknown): Promise<unknown>;
  play(): Promise<string>;
}

async function createStage(temporal: Client, client: RebalanceClient, schedule: Schedule): Promise<Stage> {
  const [portfolio] = schedule.portfolios;
  if (portfolio === undefined) throw new Error('a schedule without a portfolio');
  const { id } = portfolio;
  const random = createRandom(schedule.seed, 'world');
  const clock = createRealClock();
  const world: World = createWorld(schedule.fillDelayMs, random, () => 0, undefined, clock);
  const adapters = world.newAdapters();
  const around: Surroundings = {
    clock,
    random,
    ledger: world.ledger,
    adapters: () => adapters,
    strikes: createStrikes(schedule.faults, clock.now(), () => undefined),
    caps: NO_CAPS,
    spins: () => undefined,
  };
  await settle(world, portfolio);
  for (const fault of schedule.faults) arrange(world, fault, () => undefined, NO_HANDS);
  const lock = { id, lockTtlMs: portfolio.policy.lockTtlMs ?? 0 };
  const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
  const underWay = new Set<Attempt>();

  const struck = (attempt: Attempt, what: Crash, dies: () => void) => {
    if (what === 'grace-over') for (const one of underWay) one.drop();
    if (what === 'attempt') {
      attempt.die();
      setTimeout(dies, DEAD_MS);
    }
    if (what === 'terminate') void handle.terminate('struck');
  };
  const step: Stage['step'] = async (name, input) => {
    const activity = Context.current();
    const { info, cancellationSignal } = activity;
    let dies: () => void = () => undefined;
    const dead = new Promise<never>((_resolve, reject) => {
      dies = () => reject(new Error('its process died'));
    });
    const attempt: Attempt = new Attempt(
      around,
      id,
      (what) => struck(attempt, what, dies),
      (reason) =>
        void (reason === 'CANCELLED' ? handle.cancel() : client.freeze(lock, { actor: 'anna', reason: 'stop' })),
    );
    const end = () => (activity.cancellationDetails?.cancelRequested ? attempt.callOff() : attempt.drop());
    cancellationSignal.addEventListener('abort', end);
    underWay.add(attempt);
    const inner = attempt.deps();
    const deps: Deps = {
      ...inner,
      signalStale: async (portfolioId, freeze) => {
        await temporal.workflow.getHandle(rebalanceWorkflowId(portfolioId)).signal('stale', freeze);
      },
      current: () => ({
        signal: inner.current().signal,
        calledOff: inner.current().calledOff,
        remembered: () => readMemory(info.heartbeatDetails),
        heartbeat: () => {
          inner.current().heartbeat();
          if (!info.isLocal && attempt.owner.alive) activity.heartbeat();
        },
      }),
    };
    const run = createActivities(deps)[name] as unknown as (input: unknown) => Promise<unknown>;
    try {
      return await Promise.race([run(input), dead]);
    } finally {
      underWay.delete(attempt);
      cancellationSignal.removeEventListener('abort', end);
    }
  };

  /** A run that was terminated is followed by another one, as the monitor's sweep does it. */
  const outcome = async (): Promise<Outcome> => {
    let { runId } = await client.priceChanged(lock, { symbols: [] });
    for (;;) {
      try {
        return await outcomeOf(temporal, handle.workflowId, runId);
      } catch (error) {
        if (!(error instanceof WorkflowFailedError) || (await statusOf(runId)) !== 'TERMINATED') throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      await client.ensureRunning(lock);
      runId = (await handle.describe()).runId;
    }
  };
  const statusOf = async (runId: string) =>
    (await temporal.workflow.getHandle(handle.workflowId, runId).describe()).status.name;
  /** Has people decide at the hold, one after the other, with nothing failing any more. */
  const decide = async (): Promise<string[]> => {
    around.strikes.heal();
    world.admin('DELETE', '/simulator/faults', undefined);
    // People decide once they are called, as in the simulation.
    await until(async () => (await world.recordsOf(id)).audit.some(({ event }) => event === ALERTED), CALLED_WITHIN_MS);
    const verdicts: string[] = [];
    for (const said of DECIDING) {
      const { broker, portfolio: now } = await world.recordsOf(id);
      if (now.status !== 'STALE') break;
      const answer = await client.resolve(id, { ...said, note: 'compared', evidence: accountHash(broker) });
      verdicts.push(`${said.action}: ${answer.ok ? wordsOfVerdict(answer.verdict) : answer.refusal}`);
    }
    return verdicts;
  };
  return {
    id,
    step,
    play: async () => {
      const ended = wordsOf(await outcome());
      const verdicts = ended.startsWith('STALE') ? await decide() : [];
      const end = endOf(ended, verdicts, await world.recordsOf(id));
      if ((await client.whatRuns(id)) !== undefined) await handle.terminate('played');
      await until(async () => (await client.whatRuns(id)) === undefined, 20_000);
      return end;
    },
  };
}
