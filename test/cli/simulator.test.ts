import { until } from '../../src/local/until';
import { command } from '../fixtures/command-line';

test('the simulator runs until Ctrl-C, and takes faults meanwhile', async () => {
  const stop = new AbortController();
  let stderr = '';
  const running = command({ signal: stop.signal, onProgress: (line) => (stderr += line) }, 'simulator', '--port', '0');
  await until(async () => stderr.includes('listening on'), 10_000);
  const url = /http:\S+/.exec(stderr)?.[0] ?? '';
  const env = { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x', AUTOBALANCER_BROKER_URL: url };
  const fault = { match: { operation: 'submit', symbol: 'META' }, effect: { kind: 'never-fill' }, times: 1 };
  expect(await command({ env }, 'simulator', 'fault', JSON.stringify(fault), '--json')).toMatchObject({
    exit: 0,
    answer: { faults: [fault] },
  });
  expect(await command({ env }, 'simulator', 'fault', '{"effect":{}}', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'REFUSED_BY_BROKER' },
  });
  expect(await command({ env }, 'simulator', 'fault', 'never', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'INVALID_FILE', field: 'json' },
  });
  expect((await command({ env }, 'simulator', 'faults', '--clear', '--json')).answer).toEqual({ ok: true, faults: [] });
  stop.abort();
  expect(await running).toMatchObject({ exit: 0 });
});

test("an option of the server is not one of its subcommands'", async () => {
  for (const subcommand of ['fault', 'faults']) {
    const { stdout } = await command({}, 'simulator', subcommand, '--help');
    expect(stdout).toContain('--json');
    expect(stdout).not.toContain('--port');
    expect(await command({}, 'simulator', subcommand, '{}', '--port', '7401', '--json')).toMatchObject({
      exit: 2,
      error: { code: 'USAGE', field: '--port' },
    });
  }
});
