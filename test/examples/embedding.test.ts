import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSystem, type TestSystem } from '../support/system';

const root = join(__dirname, '../..');
const run = promisify(execFile);
const tsc = (project: string) =>
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]).catch(
    // The compiler says what is wrong on stdout.
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(stdout)),
  );

const EXAMPLES = ['ask-for-a-rebalance.ts', 'change-a-policy.ts'];

let system: TestSystem;
let directory: string;

/** A program of somebody else's: the package is installed beside it, and it is compiled against the package's own types. */
beforeAll(async () => {
  // Inside of our node_modules, so that the package finds what it depends on.
  directory = await mkdtemp(join(root, 'node_modules/.embedding-'));
  // A package of its own: without a name it would be ours, and `autobalancer` would be our own last build.
  await writeJson('package.json', { name: 'somebody-else', private: true });
  const installed = join(directory, 'node_modules/autobalancer');
  await mkdir(installed, { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  const build = { extends: join(root, 'tsconfig.build.json'), include: [], files: [join(root, 'src/index.ts')] };
  const emit = { outDir: join(installed, 'dist'), rootDir: join(root, 'src'), incremental: false, sourceMap: false };
  await writeJson('build.json', { ...build, compilerOptions: { ...emit, tsBuildInfoFile: null } });
  for (const example of EXAMPLES) await cp(join(root, 'examples', example), join(directory, example));
  // As the build does: the schema that a build runs on is told by its migrations.
  const migrations = 'ledger/postgres/migrations';
  await cp(join(root, 'src', migrations), join(installed, 'dist', migrations), { recursive: true });
  const strict = { module: 'node20', target: 'es2023', strict: true, skipLibCheck: true, types: ['node'] };
  await writeJson('program.json', { compilerOptions: { ...strict, outDir: 'out' }, files: EXAMPLES });
  const [started] = await Promise.all([startSystem(), tsc(join(directory, 'build.json'))]);
  system = started;
  await tsc(join(directory, 'program.json'));
}, 300_000);
afterAll(async () => {
  await system.close();
  await rm(directory, { recursive: true });
});

test('the example of embedding asks for a rebalance and says what became of it', async () => {
  const id = await system.createPortfolio();
  expect(await runExample('ask-for-a-rebalance', id)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^REBALANCED: drift 100\.0000 %/) as string,
  });
  expect(await runExample('ask-for-a-rebalance', id)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^NOT_NEEDED/) as string,
  });
});

test('the example of a policy change writes a new version, under the name of the program', async () => {
  const id = await system.createPortfolio();
  expect(await runExample('change-a-policy', id, '3')).toEqual({ code: 0, stdout: 'policy 2: 5.0000 → 3.0000\n' });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({
    policyVersion: 2,
    policy: { driftThreshold: '3.0000' },
  });
  expect((await system.ledger.listAudit(id)).at(-1)).toMatchObject({
    event: 'POLICY_SET',
    actor: 'program:example',
    via: 'program',
  });
});

test('the example of a policy change says what was refused, and nothing is stored', async () => {
  const id = await system.createPortfolio();
  expect(await runExample('change-a-policy', id, 'low')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^INVALID_POLICY: policy\.driftThreshold/) as string,
  });
  expect(await runExample('change-a-policy', 'nobody', '3')).toEqual({ code: 2, stdout: 'PORTFOLIO_NOT_FOUND\n' });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ policyVersion: 1 });
});

test('the example says what was refused', async () => {
  expect(await runExample('ask-for-a-rebalance', 'nobody')).toMatchObject({
    code: 2,
    stdout: 'PORTFOLIO_NOT_FOUND: There is no portfolio with this id: create it first. (nobody)\n',
  });
});

async function runExample(name: string, ...given: string[]): Promise<{ code: number; stdout: string }> {
  const env = { ...system.env, TASK_QUEUE: system.taskQueue };
  try {
    const { stdout } = await run(process.execPath, [join(directory, `out/${name}.js`), ...given], { env });
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

async function writeJson(name: string, content: object): Promise<void> {
  await writeFile(join(directory, name), JSON.stringify(content));
}
