// What `doctor` looks at, each with what to do about it.

import { type FleetHealth, fleetHealth } from '../operations/fleet-health';
import type { Cli } from './cli';
import { type FailureCode, failureOf } from './failure';

/** `warning` is something to know; only `problem` keeps the system from working. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'problem';
  found: string;
  /** What to do, or "". */
  advice: string;
  /** The code of the failure, or null. */
  code: FailureCode | null;
}

type Finding = Pick<Check, 'state' | 'found' | 'advice'>;

/** Looks at everything at once; what does not answer is a finding, not an error. */
export function runChecks(cli: Cli): Promise<Check[]> {
  const { connections } = cli;
  let read: Promise<FleetHealth> | undefined;
  const fleet = () => (read ??= cli.open('ledger').then(fleetHealth));
  const checks: [string, () => Promise<Finding>][] = [
    ['versions', async () => nodeFinding(process.versions.node)],
    ['configuration', async () => ok(`broker ${connections.config().broker.kind}`)],
    ['database', () => database(cli)],
    ['durability', () => durability(cli)],
    [
      'schema',
      async () => {
        await connections.ledger();
        return ok('the one that this build expects');
      },
    ],
    ['trading', async () => tradingFinding(await fleet())],
    ['refused', async () => refusedFinding(await fleet())],
    ['books', async () => booksFinding(await fleet())],
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
  return withSkew(async () => {
    const { version, now } = await connections.databaseHealth();
    return { found: `Postgres ${version}`, now };
  });
}

async function durability({ connections }: Cli): Promise<Finding> {
  const { mayLose } = await connections.databaseHealth();
  if (mayLose === undefined) return ok('confirmed rows stay');
  return {
    state: 'warning',
    found: mayLose,
    advice: 'set fsync and synchronous_commit to on, and with standbys synchronous_standby_names to a quorum of them',
  };
}

function tradingFinding({ trading: { position, actor, reason } }: FleetHealth): Finding {
  if (position === 'active') return ok(position);
  return {
    state: 'warning',
    found: `${position}, by ${actor}: ${reason}`,
    advice: `when that is over: "autobalancer trading set active --reason …"${position === 'halted' ? ', which a second person approves' : ''}`,
  };
}

/** What ends by itself is shown, and is nothing to do something about. */
function refusedFinding({ vitals, refusalToMend }: FleetHealth): Finding {
  if (vitals.refused.length === 0) return ok('no portfolio');
  const found = vitals.refused.map(({ code, count, oldest }) => `${count} ${code} since ${oldest}`).join(', ');
  if (refusalToMend === null) return ok(found);
  return { state: 'warning', found, advice: `"autobalancer refused list --code ${refusalToMend}" says which, and why` };
}

function booksFinding({ books: { progress, doubt }, booksNeed }: FleetHealth): Finding {
  const { portfolios, read, differing } = progress;
  const known = `${read} of ${portfolios} accounts read in a day, ${differing} differ`;
  if (booksNeed === null) return ok(known);
  const found = doubt === null ? known : `the broker is in doubt since ${doubt.since}; ${known}`;
  return { state: 'warning', found, advice: BOOKS_ADVICE[booksNeed] };
}

const BOOKS_ADVICE: Record<NonNullable<FleetHealth['booksNeed']>, string> = {
  trust: 'it ends when the accounts agree; if the broker is right: "autobalancer books trust --reason …"',
  resolve: 'see "autobalancer stale list"',
  monitor: 'a running monitor reads each once a day',
};

async function temporal({ connections }: Cli): Promise<Finding> {
  const health = await connections.temporalHealth();
  return ok(`server ${await health.version()}, namespace ${health.namespace}`);
}

async function searchAttributes({ connections }: Cli): Promise<Finding> {
  const missing = await (await connections.temporalHealth()).missingAttributes();
  if (missing.length === 0) return ok('all registered');
  const commands = missing.map((name) => `temporal operator search-attribute create --name ${name} --type Keyword`);
  return { state: 'problem', found: `${missing.join(', ')} missing`, advice: commands.join(' && ') };
}

async function worker({ connections }: Cli): Promise<Finding> {
  const count = await (await connections.temporalHealth()).workers();
  if (count > 0) return ok(`${count} polling`);
  return { state: 'warning', found: 'none polls', advice: 'start one with "autobalancer worker"' };
}

async function broker(cli: Cli): Promise<Finding> {
  const { kind } = cli.connections.config().broker;
  return withSkew(async () => {
    const { now, isOpen } = await cli.connections.market().clock();
    return { found: `${kind}, the market is ${isOpen ? 'open' : 'closed'}`, now };
  });
}

function alerts(webhook: string | undefined): Finding {
  if (webhook !== undefined) return ok('sent to a webhook');
  return {
    state: 'warning',
    found: 'not configured',
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
