// The command line. Exit codes: 0 ok, 1 failed, 2 refused or wrong usage.

import { readFileSync } from 'node:fs';
import { createAlpacaBroker } from '../broker/alpaca/client';
import { createSimulatorAdmin, SimulatorError } from '../broker/simulator/admin';
import { type Config, ConfigError, readConfig } from '../config';
import { DEFAULT_POLICY } from '../domain/policy';
import { InputRefused, parsePortfolio, parsePrices } from '../input';
import { createPostgresLedger } from '../ledger/postgres/ledger';

const USAGE = `autobalancer COMMAND

  portfolio create FILE            FILE holds { "id", "accountId", "targets": [{ "symbol", "percent" }] }
  portfolio show ID                as the ledger has it
  account create ID CASH           a margin account at the simulated broker
  price set SYMBOL=PRICE …         at the simulated broker

Set what \`npm run dev\` prints: TEMPORAL_ADDRESS, DATABASE_URL, AUTOBALANCER_BROKER_URL.`;

/** An expected no, with its code. */
class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function run([noun, verb, ...rest]: string[]): Promise<void> {
  switch (`${noun} ${verb}`) {
    case 'portfolio create':
      return createPortfolio(parsePortfolio(readJson(rest[0])), readConfig(process.env));
    case 'portfolio show':
      return showPortfolio(rest[0] ?? '', readConfig(process.env));
    case 'account create':
      await simulator(readConfig(process.env)).createAccount({ id: rest[0] ?? '', cash: rest[1] ?? '', margin: true });
      return say({ ok: true });
    case 'price set': {
      const prices = parsePrices(rest);
      const admin = simulator(readConfig(process.env));
      const known = await admin.prices();
      const unknown = Object.keys(prices).find((symbol) => known[symbol] === undefined);
      if (unknown !== undefined) throw new Refused('UNKNOWN_SYMBOL', `the simulated broker does not list ${unknown}`);
      await admin.setPrices(prices);
      return say({ ok: true });
    }
    default:
      throw new Refused('USAGE', USAGE);
  }
}

async function createPortfolio(input: ReturnType<typeof parsePortfolio>, config: Config): Promise<void> {
  const ledger = createPostgresLedger(config.databaseUrl);
  try {
    const { cash, positions } = await createAlpacaBroker(config.broker).account(input.accountId);
    // The account of another portfolio holds shares as well: that one the ledger refuses, as taken.
    const owned = (await ledger.findPortfolioOfAccount(input.accountId)) !== undefined;
    if (positions.length > 0 && !owned)
      throw new Refused('ACCOUNT_NOT_EMPTY', `account ${input.accountId} already holds ${positions[0]?.symbol}`);
    const created = await ledger.createPortfolio(
      { ...input, policy: DEFAULT_POLICY, holdings: [], cash },
      { name: 'operator', at: new Date().toISOString() },
    );
    if (!created.ok) throw new Refused(created.refusal, created.message);
    say({ ok: true, id: input.id });
  } finally {
    await ledger.close();
  }
}

async function showPortfolio(id: string, config: Config): Promise<void> {
  const ledger = createPostgresLedger(config.databaseUrl);
  try {
    const portfolio = await ledger.findPortfolio(id);
    if (portfolio === undefined) throw new Refused('PORTFOLIO_NOT_FOUND', `there is no portfolio ${id}`);
    say({ ok: true, portfolio });
  } finally {
    await ledger.close();
  }
}

function simulator(config: Config) {
  if (config.broker.kind !== 'simulator')
    throw new Refused('NOT_SIMULATED', 'only the simulated broker can be told prices and accounts');
  return createSimulatorAdmin(config.broker.baseUrl);
}

function readJson(file: string | undefined): unknown {
  if (file === undefined) throw new Refused('USAGE', USAGE);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputRefused(
      'INVALID_FILE',
      `${file} must be a JSON file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function say(answer: object): void {
  console.log(JSON.stringify(answer, null, 2));
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const { code, exit } = classify(error);
  console.error(
    code === 'USAGE'
      ? USAGE
      : JSON.stringify({ ok: false, code, message: error instanceof Error ? error.message : String(error) }),
  );
  process.exitCode = exit;
});

function classify(error: unknown): { code: string; exit: number } {
  if (error instanceof Refused || error instanceof InputRefused) return { code: error.code, exit: 2 };
  if (error instanceof ConfigError) return { code: 'CONFIGURATION', exit: 2 };
  if (error instanceof SimulatorError && error.status < 500) return { code: 'REFUSED_BY_BROKER', exit: 2 };
  return { code: error instanceof Error ? error.name : 'FAILED', exit: 1 };
}
