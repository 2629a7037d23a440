// What is looked at when something seems wrong, each with what to do about it.

import type { Market } from '../broker/market';
import type { Ledger } from '../ledger/ledger';
import { type FleetHealth, fleetHealth } from './fleet-health';

/** `warning` is something to know; only `problem` keeps the system from working. */
export interface Check<Code> {
  name: string;
  state: 'ok' | 'warning' | 'problem';
  found: string;
  /** What to do, or "". */
  advice: string;
  /** Why it could not be looked at, or null. */
  code: Code | null;
}

export interface DoctorDeps<Code> {
  /** Of Node. */
  version: string;
  brokerKind(): string;
  databaseHealth(): Promise<{ version: string; now: string; mayLose: string | undefined }>;
  /** Once its schema is one that this build runs on. */
  ledger(): Promise<Pick<Ledger, 'trading' | 'vitals' | 'readProgress' | 'doubt' | 'watchReports'>>;
  temporalHealth(): Promise<{
    namespace: string;
    version(): Promise<string>;
    missingAttributes(): Promise<string[]>;
    workers(): Promise<number>;
  }>;
  market(): Pick<Market, 'clock'>;
  /** Whether anybody is called for what needs a person. */
  isAlerting(): boolean;
  now(): string;
  /** What a fault is called at this door. */
  explain(error: unknown): { code: Code; message: string };
}

type Finding = Pick<Check<unknown>, 'state' | 'found' | 'advice'>;

/** Looks at everything at once; what does not answer is a finding, not an error. */
export function runChecks<Code>(deps: DoctorDeps<Code>): Promise<Check<Code>[]> {
  let read: Promise<FleetHealth> | undefined;
  const fleet = () => (read ??= deps.ledger().then((ledger) => fleetHealth({ ledger, now: deps.now })));
  let health: ReturnType<typeof deps.databaseHealth> | undefined;
  const databaseHealth = () => (health ??= deps.databaseHealth());
  const checks: [string, () => Promise<Finding>][] = [
    ['versions', async () => nodeFinding(deps.version)],
    ['configuration', async () => ok(`broker ${deps.brokerKind()}`)],
    ['database', () => database(databaseHealth, deps.now)],
    ['durability', () => durability(databaseHealth)],
    [
      'schema',
      async () => {
        await deps.ledger();
        return ok('the one that this build expects');
      },
    ],
    ['trading', async () => tradingFinding(await fleet())],
    ['refused', async () => refusedFinding(await fleet())],
    ['books', async () => booksFinding(await fleet())],
    ['Temporal', () => temporal(deps)],
    ['search attributes', () => searchAttributes(deps)],
    ['worker', () => worker(deps)],
    ['broker', () => broker(deps)],
    ['alerts', async () => alerts(deps.isAlerting())],
  ];
  return Promise.all(checks.map(([name, look]) => checked(deps, name, look)));
}

async function checked<Code>(
  { explain }: DoctorDeps<Code>,
  name: string,
  look: () => Promise<Finding>,
): Promise<Check<Code>> {
  try {
    return { name, ...(await look()), code: null };
  } catch (error) {
    const { code, message } = explain(error);
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

type DatabaseHealth = DoctorDeps<unknown>['databaseHealth'];

async function database(read: DatabaseHealth, clock: () => string): Promise<Finding> {
  return withSkew(clock, async () => {
    const { version, now } = await read();
    return { found: `Postgres ${version}`, now };
  });
}

async function durability(read: DatabaseHealth): Promise<Finding> {
  const { mayLose } = await read();
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

async function temporal({ temporalHealth }: DoctorDeps<unknown>): Promise<Finding> {
  const health = await temporalHealth();
  return ok(`server ${await health.version()}, namespace ${health.namespace}`);
}

async function searchAttributes({ temporalHealth }: DoctorDeps<unknown>): Promise<Finding> {
  const missing = await (await temporalHealth()).missingAttributes();
  if (missing.length === 0) return ok('all registered');
  const commands = missing.map((name) => `temporal operator search-attribute create --name ${name} --type Keyword`);
  return { state: 'problem', found: `${missing.join(', ')} missing`, advice: commands.join(' && ') };
}

async function worker({ temporalHealth }: DoctorDeps<unknown>): Promise<Finding> {
  const count = await (await temporalHealth()).workers();
  if (count > 0) return ok(`${count} polling`);
  return { state: 'warning', found: 'none polls', advice: 'start one with "autobalancer worker"' };
}

async function broker({ brokerKind, market, now: clock }: DoctorDeps<unknown>): Promise<Finding> {
  const kind = brokerKind();
  return withSkew(clock, async () => {
    const { now, isOpen } = await market().clock();
    return { found: `${kind}, the market is ${isOpen ? 'open' : 'closed'}`, now };
  });
}

function alerts(isCalled: boolean): Finding {
  if (isCalled) return ok('sent to a webhook');
  return {
    state: 'warning',
    found: 'not configured',
    advice: 'set SLACK_WEBHOOK_URL, or nobody is called for a STALE portfolio',
  };
}

/** Prices and plans live for a minute: clocks that differ by seconds make them expire early. */
const SKEW_MAX_MS = 2_000;

async function withSkew(clock: () => string, ask: () => Promise<{ found: string; now: string }>): Promise<Finding> {
  const asked = Date.parse(clock());
  const { found, now } = await ask();
  const skewMs = Math.round(Date.parse(now) - (asked + Date.parse(clock())) / 2);
  const text = `${found}, clock ${skewMs >= 0 ? '+' : ''}${skewMs} ms`;
  if (Math.abs(skewMs) <= SKEW_MAX_MS) return ok(text);
  return { state: 'warning', found: text, advice: 'let NTP set the clock of this machine and of that one' };
}

function ok(found: string): Finding {
  return { state: 'ok', found, advice: '' };
}
