// Program: brings ledger and Temporal to what this build needs, and ends. Run before each deployment; the same again changes nothing.
// With `--skip-namespace` it leaves Temporal alone: on some clusters only others may make a namespace and its search attributes.

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config';
import { connect } from './connect';
import { migrate } from './ledger/postgres/migrate';
import { createLogger } from './telemetry/logger';
import { ensureNamespace, ensureSearchAttributes, SEARCH_ATTRIBUTES } from './temporal/namespace';

const log = createLogger('setup', process.env);
/** A namespace that was just made is known everywhere within ten seconds. */
const SPREAD_MS = 30_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'skip-namespace': { type: 'boolean', default: false } } });
  const config = readConfig(process.env);
  const { databaseOwnerUrl } = config;
  if (databaseOwnerUrl === undefined)
    throw new ConfigError('DATABASE_OWNER_URL must be set: the role that owns the ledger');
  const applied = await migrate(databaseOwnerUrl);
  log.info({ applied }, applied.length === 0 ? 'the ledger is up to date' : `the ledger took ${applied.join(', ')}`);
  if (values['skip-namespace'])
    return log.info(
      `the namespace is left alone: it needs the search attributes ${SEARCH_ATTRIBUTES.join(', ')} (Keyword)`,
    );
  const adapters = connect({ config: () => config, env: process.env });
  try {
    const {
      connection,
      options: { namespace },
    } = await adapters.temporal();
    const made = await ensureNamespace(connection, namespace);
    const added = await untilSpread(() => ensureSearchAttributes(connection, namespace));
    log.info({ namespace, made, added }, `namespace ${namespace} is ready`);
  } finally {
    await adapters.close();
  }
}

async function untilSpread<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + SPREAD_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

main().catch((error: unknown) => {
  log.fatal(error, 'failed');
  process.exit(1);
});
