import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer } from '../../src/api/server';
import { startTestApi } from '../support/api';
import { startSystem } from '../support/system';

const run = promisify(execFile);

test('the four lines of the README rebalance a portfolio, follow it and show what was traded', async () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const [, lines = ''] = /## Call it\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(lines.trim().split('\n')).toHaveLength(4);
  const system = await startSystem();
  const api = await startTestApi(system);
  const server = await startServer(api.fetch, { host: '127.0.0.1', port: 0 });
  try {
    const id = await system.createPortfolio();
    const env = { PATH: process.env.PATH, API: server.url, KEY: api.keys.operator };
    const { stdout } = await run('bash', ['-euc', lines.replaceAll('anna', id)], { env });
    expect(stdout).toContain('"state":"STARTED"');
    expect(stdout).toMatch(/"state":"(RUNNING|ENDED)"/);
    expect(stdout).toContain('"nextCursor":');
  } finally {
    await server.close();
    await api.close();
    await system.close();
  }
});
