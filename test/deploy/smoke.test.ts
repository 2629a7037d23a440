// deploy/smoke.sh as it is, over programs without containers: what it asks of the engine is done here.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { OpenAPIHono } from '@hono/zod-openapi';
import { addConsoleAssets, consolePage } from '../../src/api/console/serve';
import type { ApiEnv } from '../../src/api/environment';
import { startServer } from '../../src/api/server';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { startSimulator } from '../../src/simulator/server';
import { command, withFile } from '../support/command-line';
import { environmentOf, readCompose } from '../support/compose';
import { builtConsole } from '../support/console';
import { createTestDatabase } from '../support/database';
import { type RunningProgram, startProgram } from '../support/programs';

const root = join(__dirname, '../..');

test('it buys, rebalances, asks the API, opens the console, goes on after the worker was stopped with an order open, checks, and takes everything down', async () => {
  // A Temporal of its own: on the shared one another suite's worker may take its work.
  const binary = process.env.TEST_TEMPORAL_CLI ?? '';
  const [database, simulator, temporal] = await Promise.all([
    createTestDatabase(),
    startSimulator({ port: 0 }),
    startTemporal({ binary, preferredPort: 0, uiPort: 0 }),
  ]);
  const env = {
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: temporal.address,
    AUTOBALANCER_BROKER_URL: simulator.url,
    AUTOBALANCER_OPENING_MINUTES: '0',
    AUTOBALANCER_STATUS_PORT: '0',
    AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
  const programs: Record<string, RunningProgram> = {};
  const start = async (name: 'worker' | 'monitor' | 'api', script: string, more: Record<string, string> = {}) => {
    programs[name] = startProgram(script, { ...env, ...more });
    await programs[name].statusUrl();
  };
  const asked: string[] = [];
  const verbs: Record<string, (rest: string[], input: string, settings: string) => Promise<unknown>> = {
    up: async (rest, _input, settings) => {
      // Fails, as Compose does, if a variable that it needs is not set.
      readCompose(environmentOf(settings));
      if (!rest.includes('--no-deps')) {
        await start('monitor', 'src/monitor/main.ts');
        await start('api', 'src/api/main.ts', { DATABASE_URL: database.apiUrl, AUTOBALANCER_API_PORT: '0' });
      }
      await start('worker', 'src/worker.ts');
    },
    exec: async ([tty, service, node, program, ...line], input) => {
      expect([tty, service, node, program]).toEqual(['-T', 'monitor', 'node', 'dist/cli/main.js']);
      // The standard input of this process is not the script's.
      return withFile(input, (file) => command({ env }, ...line.map((word) => (word === '-' ? file : word))));
    },
    stop: async ([name = '']) => programs[name]?.stop(),
    down: async () => Promise.all(Object.values(programs).map((program) => program.stop())),
    ps: async () => undefined,
    logs: async () => undefined,
  };
  const engine = createServer((request, response) => {
    void json(request)
      .then(async (body) => {
        const { asked: words, input, settings } = body as { asked: string[]; input: string; settings: string };
        const [verb = '', ...rest] = words;
        if (verb !== 'exec') asked.push(words.join(' '));
        return verbs[verb]?.(rest, input, settings);
      })
      .then(
        (ended) => response.end(JSON.stringify({ exit: 0, stdout: '', stderr: '', ...(ended as object | undefined) })),
        (error: unknown) => response.end(JSON.stringify({ exit: 1, stdout: '', stderr: String(error) })),
      );
  });
  await once(engine.listen(0, '127.0.0.1'), 'listening');
  const front = await apiWithConsole(() => programs.api?.servingUrl());
  const child = spawn(join(root, 'deploy/smoke.sh'), {
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: process.env.HOME,
      ...env,
      // The script splits it at spaces, which a checkout's path may have, and runs it from there.
      COMPOSE: 'node test/support/engine-stand-in.mjs',
      SMOKE_API: front.url,
      ENGINE_URL: `http://127.0.0.1:${(engine.address() as AddressInfo).port}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  engine.close();
  await front.close();
  await Promise.all(Object.values(programs).map((program) => program.stop()));
  await Promise.all([simulator.close(), temporal.stop()]);
  await database.drop();
  expect([code, said]).toEqual([0, expect.stringMatching(/1 checked[^]*smoke: passed\n$/)]);
  expect(asked).toEqual([
    'up --build --wait',
    'stop worker',
    'up --wait --no-deps worker',
    'down --volumes --timeout 30',
  ]);
}, 300_000);

/** A program that runs from its source has no console beside it: it is served from here, and everything else by the program. */
async function apiWithConsole(program: () => Promise<string> | undefined) {
  const files = await builtConsole();
  const pages = new OpenAPIHono<ApiEnv>();
  addConsoleAssets(pages, files);
  pages.notFound((c) => consolePage(c, files) ?? c.text('', 404));
  return startServer(
    async (request) => {
      const { pathname, search } = new URL(request.url);
      if (!pathname.startsWith('/v1/')) return pages.fetch(request);
      const { method, headers } = request;
      return fetch(`${await program()}${pathname}${search}`, { method, headers });
    },
    { host: '127.0.0.1', port: 0 },
  );
}
