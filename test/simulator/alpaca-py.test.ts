import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { describeWithPython } from '../support/python';

// Alpaca's own Python client, which most of its users have, believes the simulator on both APIs. Its tests are Python, in alpaca_py; they
// all run in one process, and each is a test here.

const FOLDER = join(__dirname, 'alpaca_py');
const NAMES = ['trading', 'broker'].flatMap((api) => testsOfFolder().map((name) => `${api} ${name}`));

describeWithPython('alpaca-py', join(FOLDER, 'requirements.txt'), (python) => {
  let simulator: Simulator;
  let failures: Map<string, string | null>;
  let errors: string;

  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, fillDelayMs: 5, spreadBasisPoints: '0' });
    const result = await python.run([join(FOLDER, 'run.py')], { SIMULATOR_URL: simulator.url });
    errors = result.errors;
    const lines = result.output.split('\n').filter((line) => line.startsWith('{'));
    failures = new Map(lines.map((line) => parseLine(line)).map(({ name, failure }) => [name, failure]));
  });
  afterAll(() => simulator.close());

  test.each(NAMES.map((name) => [titleOf(name), name]))('%s', (_title, name) => {
    if (!failures.has(name)) throw new Error(`it did not run: ${errors}`);
    const failure = failures.get(name);
    if (failure) throw new Error(failure);
  });

  test('every test that ran is in this list', () => {
    expect([...failures.keys()].sort()).toEqual([...NAMES].sort());
  });
});

/** "check_orders test_an_order_is_cancelled_once", read from the files: they are named before anything runs. */
function testsOfFolder(): string[] {
  const files = readdirSync(FOLDER).filter((file) => /^check_.*\.py$/.test(file));
  return files.sort().flatMap((file) => {
    const methods = readFileSync(join(FOLDER, file), 'utf8').matchAll(/^ {4}def (test_\w+)/gm);
    return [...methods].map(([, method = '']) => `${file.replace('.py', '')} ${method}`);
  });
}

/** "trading: an order is cancelled once". */
function titleOf(name: string): string {
  return name.replace(/ check_\w+ test_/, ': ').replaceAll('_', ' ');
}

function parseLine(line: string): { name: string; failure: string | null } {
  return JSON.parse(line) as { name: string; failure: string | null };
}
