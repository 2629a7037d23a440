// Fills the ledger with a population, a million portfolios in about a minute.

import { closeSync, openSync, writeSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { DEFAULT_POLICY } from '../src/domain/policy';
import { temporaryDirectory } from '../src/local/process/temporary-directory';
import type { Population } from './population';
import type { Stand } from './stand';

/** Portfolios `from` to `to`, by the server's own COPY and without what triggers would do: at a million the ledger's calls would take hours. */
export async function fill({ superuserUrl }: Stand, population: Population, from: number, to: number): Promise<void> {
  const directory = await temporaryDirectory('bench-fill');
  // The server is another user.
  await chmod(directory, 0o755);
  const files = Object.fromEntries(
    ['portfolios', 'targets', 'holdings'].map((table) => [table, join(directory, table)]),
  );
  writeRows(files, population, from, to);
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  await client.query(`COPY portfolios (id, account_id, status, version, policy, cash) FROM '${files.portfolios}'`);
  await client.query(`COPY targets (portfolio_id, symbol, percent) FROM '${files.targets}'`);
  await client.query(`COPY holdings (portfolio_id, symbol, quantity) FROM '${files.holdings}'`);
  await client.query('ANALYZE');
  await client.end();
  await rm(directory, { recursive: true });
}

function writeRows(files: Record<string, string>, population: Population, from: number, to: number): void {
  const open = Object.fromEntries(Object.entries(files).map(([table, file]) => [table, openSync(file, 'w', 0o644)]));
  const policy = JSON.stringify(DEFAULT_POLICY);
  const PAGE = 1_000;
  for (let start = from; start < to; start += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, to - start) }, (_, n) => ({
      id: `p-${String(start + n).padStart(7, '0')}`,
      ...population.portfolio(start + n),
    }));
    const rows = {
      portfolios: page.map(({ id, cash }) => `${id}\t${id}\tACTIVE\t1\t${policy}\t${cash}\n`),
      targets: page.flatMap(({ id, targets }) =>
        targets.map(({ symbol, percent }) => `${id}\t${symbol}\t${percent}\n`),
      ),
      holdings: page.flatMap(({ id, holdings }) =>
        holdings.map(({ symbol, quantity }) => `${id}\t${symbol}\t${quantity}\n`),
      ),
    };
    for (const [table, lines] of Object.entries(rows)) writeSync(open[table] ?? -1, lines.join(''));
  }
  for (const file of Object.values(open)) closeSync(file);
}
