// What `doctor` looks at, each with what to do about it.

import { callsPerson } from '../domain/refusal';
import { databaseHealth } from '../ledger/postgres/health';
import { PORTFOLIO_ID, REBALANCE_STATE, TASK_QUEUE } from '../workflows/messages';
import type { Cli } from './cli';
import { failureOf } from './failure';

/** `warning` is something to know; only `problem` keeps the system from working. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'problem';
  found: string;
  /** What to do, or "". */
  advice: string;
  /** The code of the failure, or null. */
  code: string | null;
}

type Finding = Pick<Check, 'state' | 'found' | 'advice'>;

/** Looks at everything at once; what does not answer is a finding, not an error. */
export function runChecks(cli: Cli): Promise<Check[]> {
  const { connections } = cli;
  const checks: [string, () => Promise<Finding>][] = [
    ['versions', async () => nodeFinding(process.versions.node)],
    ['configuration', async () => ok(`broker ${connections.config().broker.kind}`)],
    ['database', () => database(cli)],
    ['durability', () => durability(cli)],
    [
      'schema',
      async () => {
        await connections.ledger();
        return ok('is what this build expects');
      },
    ],
    ['trading', () => trading(cli)],
    ['refused', () => refused(cli)],
    ['books', () => books(cli)],
    ['Temporal', () => temporal(cli)],
    ['search attributes', () => searchAttributes(cli)],
    ['worker', () => worker(cli)],
    ['broker', () => broker(cli)],
    ['alerts', async () => alerts(connections.config().slackWebhookUrl)],
  ];
  return Promise.all(checks.map(([name, look]) => checked(name, look)));
}

async function checked(name: string, look: () => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await look()), code: null };
  } catch (error) {
    const { code, message } = failureOf(error);
    const [found = '', ...advice] = message.split(/: (?=(?:check|run) )/);
    return { name, state: 'problem', found, advice: advice.join(': '), code };
  }
}

const NODE_LEAST = [20, 19] as const;

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const enough = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  return enough
    ? ok(`Node ${version}`)
    : { state: 'problem', found: `Node ${version}`, advice: `install Node ${NODE_LEAST.join('.')} or newer` };
}

async function database({ connections }: Cli): Promise<Finding> {
  const { databaseUrl } = connections.config();
  return withSkew(async () => {
    const { version, now } = await databaseHealth(databaseUrl);
    return { found: `Postgres ${version}`, now };
  });
}

async function durability({ connections }: Cli): Promise<Finding> {
  const { mayLose } = await databaseHealth(connections.config().databaseUrl);
  if (mayLose === undefined) return ok('confirmed rows stay');
  return {
    state: 'warning',
    found: mayLose,
    advice: 'set fsync and synchronous_commit to on, and with standbys synchronous_standby_names to a quorum of them',
  };
}

async function trading({ connections }: Cli): Promise<Finding> {
  const { position, actor, reason } = await (await connections.ledger()).trading();
  if (position === 'active') return ok(position);
  return {
    state: 'warning',
    found: `${position}, by ${actor}: ${reason}`,
    advice: 'when that is over: "autobalancer trading set active --reason …"',
  };
}

/** What ends by itself is shown, and is nothing to do something about. */
async function refused({ connections }: Cli): Promise<Finding> {
  const counts = (await (await connections.ledger()).vitals()).refused;
  if (counts.length === 0) return ok('no portfolio');
  const found = counts.map(({ code, count, oldest }) => `${count} ${code} since ${oldest}`).join(', ');
  const waiting = counts.find(({ code }) => callsPerson(code));
  if (waiting === undefined) return ok(found);
  return { state: 'warning', found, advice: `"autobalancer refused list --code ${waiting.code}" says which, and why` };
}

const DAY_MS = 24 * 3_600_000;

async function books({ connections }: Cli): Promise<Finding> {
  const ledger = await connections.ledger();
  const [progress, doubt] = await Promise.all([
    ledger.readProgress(new Date(Date.now() - DAY_MS).toISOString()),
    ledger.doubt(),
  ]);
  const { portfolios, read, differing } = progress;
  const found = `${read} of ${portfolios} accounts read in a day, ${differing} differ`;
  if (doubt !== null)
    return { state: 'warning', found: `the broker is in doubt since ${doubt.since}; ${found}`, advice: IN_DOUBT };
  if (differing > 0) return { state: 'warning', found, advice: 'see "autobalancer stale list"' };
  if (read < portfolios) return { state: 'warning', found, advice: 'a running monitor reads each once a day' };
  return ok(found);
}

const IN_DOUBT = 'it ends when the accounts agree; if the broker is right: "autobalancer books trust --reason …"';

async function temporal(cli: Cli): Promise<Finding> {
  const { connection, options } = await cli.connections.temporal();
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  await connection.workflowService.describeNamespace({ namespace: options.namespace });
  return ok(`server ${serverVersion}, namespace ${options.namespace}`);
}

async function searchAttributes(cli: Cli): Promise<Finding> {
  const { connection, options } = await cli.connections.temporal();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: options.namespace });
  const missing = [PORTFOLIO_ID.name, REBALANCE_STATE.name].filter((name) => customAttributes?.[name] === undefined);
  if (missing.length === 0) return ok('are registered');
  const commands = missing.map((name) => `temporal operator search-attribute create --name ${name} --type Keyword`);
  return { state: 'problem', found: `${missing.join(', ')} missing`, advice: commands.join(' && ') };
}

async function worker(cli: Cli): Promise<Finding> {
  const { connection, options } = await cli.connections.temporal();
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: cli.taskQueue ?? TASK_QUEUE },
    taskQueueType: WORKFLOW_TASKS,
  });
  const count = pollers?.length ?? 0;
  if (count > 0) return ok(`${count} polling`);
  return { state: 'warning', found: 'none polls', advice: 'start one with "autobalancer worker"' };
}

const WORKFLOW_TASKS = 1;

async function broker(cli: Cli): Promise<Finding> {
  const { kind } = cli.connections.config().broker;
  return withSkew(async () => {
    const { now, isOpen } = await cli.connections.market().clock();
    return { found: `${kind}, the market is ${isOpen ? 'open' : 'closed'}`, now };
  });
}

function alerts(webhook: string | undefined): Finding {
  if (webhook !== undefined) return ok('go to a webhook');
  return {
    state: 'warning',
    found: 'go nowhere',
    advice: 'set SLACK_WEBHOOK_URL, or nobody is called for a STALE portfolio',
  };
}

/** Prices and plans live for a minute: clocks that differ by seconds make them expire early. */
const SKEW_MAX_MS = 2_000;

async function withSkew(ask: () => Promise<{ found: string; now: string }>): Promise<Finding> {
  const asked = Date.now();
  const { found, now } = await ask();
  const skewMs = Math.round(Date.parse(now) - (asked + Date.now()) / 2);
  const text = `${found}, clock ${skewMs >= 0 ? '+' : ''}${skewMs} ms`;
  if (Math.abs(skewMs) <= SKEW_MAX_MS) return ok(text);
  return { state: 'warning', found: text, advice: 'let NTP set the clock of this machine and of that one' };
}

function ok(found: string): Finding {
  return { state: 'ok', found, advice: '' };
}
