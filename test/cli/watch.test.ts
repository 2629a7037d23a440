import { until } from '../../src/local/process/until';
import { command } from '../support/command-line';
import { notReversed } from '../support/not-reversed';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

/** Runs `watch` until `use` has seen what it waited for. */
async function watching(
  args: string[],
  columns: number | undefined,
  use: (seen: () => string) => Promise<void>,
): Promise<{ exit: number; stdout: string }> {
  const stop = new AbortController();
  let seen = '';
  const onOutput = (text: string) => {
    seen += text;
  };
  const running = command({ ...system, columns, rows: 24, signal: stop.signal, onOutput }, 'watch', ...args);
  await use(() => seen);
  stop.abort();
  return running;
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('piped as JSON, it prints one object for each change, and nothing while nothing changes', async () => {
  const id = await system.createPortfolio();
  const { exit, stdout } = await watching([id, '--json'], undefined, async (seen) => {
    await until(async () => seen() !== '', 60_000);
    await command(system, 'rebalance', id, '--wait');
    await until(async () => linesOf(seen()).at(-1)?.drift !== '100.0000', 60_000);
    await command(system, 'portfolio', 'pause', id, '--reason', 'look');
    await until(async () => seen().includes('PAUSED'), 60_000);
  });
  expect(exit).toBe(0);
  const lines = linesOf(stdout);
  expect(lines[0]).toMatchObject({ ok: true, id, status: 'ACTIVE', drift: '100.0000', batch: null });
  expect(lines.at(-1)).toMatchObject({ status: 'PAUSED', reason: 'look', threshold: '5.0000' });
  const contents = lines.map(({ at: _at, ...row }) => JSON.stringify(row));
  expect(contents.filter((content, index) => content === contents[index - 1])).toEqual([]);
});

test('at a terminal it draws the table again and again, with a bar for the drift', async () => {
  const id = await system.createPortfolio();
  const { exit, stdout } = await watching([id], 120, async (seen) => {
    await until(async () => seen().split('Ctrl-C ends').length > 2, 60_000);
  });
  expect(exit).toBe(0);
  expect(stdout).toContain('\u001b[H');
  expect(stdout).toMatch(new RegExp(`${id} +ACTIVE +100000.00 +100.0000 % +█+▓█+`));
});

test('a STALE portfolio is shown with its reason, even while its batch is open', async () => {
  const id = await notReversed(system);
  for (const columns of [140, undefined]) {
    const { stdout } = await watching([id], columns, async (seen) => {
      await until(async () => seen().includes('batch'), 60_000);
    });
    expect(stdout).toMatch(new RegExp(`${id} +STALE .*REVERSAL_EXHAUSTED.*  batch STALE 1/3`));
  }
});

test('at 40 columns no line is longer than the bar needs', async () => {
  const id = await system.createPortfolio();
  const { stdout } = await watching([id], 40, async (seen) => {
    await until(async () => seen().includes('Ctrl-C'), 60_000);
  });
  expect(stdout).toMatch(/STATUS +ACTIVE/);
});

test('a broker that stops answering is shown as a change and does not end the command', async () => {
  const id = await system.createPortfolio();
  const { exit } = await watching([id, '--json'], undefined, async (seen) => {
    await until(async () => seen() !== '', 60_000);
    await system.simulator.addFault({
      match: { operation: 'read' },
      effect: { kind: 'status', status: 503 },
      times: 3,
    });
    await until(async () => seen().includes('no prices'), 60_000);
    await until(async () => linesOf(seen()).at(-1)?.problem === null, 60_000);
  });
  expect(exit).toBe(0);
});

test('a portfolio that does not exist ends the command at once', async () => {
  expect(await command(system, 'watch', 'nobody', '--json')).toMatchObject({ exit: 4 });
});
