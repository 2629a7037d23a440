import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { contract } from '../../src/api/contract';
import { mayDo, ROLES } from '../../src/domain/role';
import { startTestApi, type TestApi, type Who } from '../support/api';
import { CONTRACT } from '../support/contract';
import { startSystem, type TestSystem } from '../support/system';

const root = join(__dirname, '../..');

test('the committed document is what the routes say: if not, run "npm run contract"', () => {
  expect(CONTRACT).toEqual(JSON.parse(JSON.stringify(contract())));
});

test('it is a good document by the rules of Redocly', () => {
  const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const lint = [redocly, 'lint', 'docs/openapi.json', '--format', 'stylish', '--max-problems', '20'];
  execFileSync(process.execPath, lint, { cwd: root, stdio: 'pipe', env: { ...process.env, REDOCLY_TELEMETRY: 'off' } });
});

const OPERATIONS = Object.entries(CONTRACT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

test('each operation names its role, and each id is used once', () => {
  const ids = OPERATIONS.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(OPERATIONS.filter(({ operation }) => !ROLES.includes(operation['x-role']))).toEqual([]);
});

test('what changes something is not for viewers, and only what asks to be looked at is a GET', () => {
  const readBy = OPERATIONS.filter(({ operation }) => operation['x-role'] === 'viewer');
  expect(readBy.filter(({ method }) => method !== 'get').map(({ operation }) => operation.operationId)).toEqual([
    'previewPlan',
    'planWhatIf',
  ]);
});

describe('nobody gets further than their key', () => {
  let system: TestSystem;
  let api: TestApi;
  beforeAll(async () => {
    system = await startSystem();
    api = await startTestApi(system);
  });
  afterAll(async () => {
    await api.close();
    await system.close();
  });

  test('anybody may read the contract, as a page whose scripts are all ours', async () => {
    expect(JSON.parse((await api.ask('GET /openapi.json')).text)).toEqual(CONTRACT);
    const page = await api.ask('GET /docs');
    expect(page.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    const [, script = ''] = /<script src="([^"]+)">/.exec(page.text) ?? [];
    const { status, headers, text } = await api.ask(`GET ${script}`);
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(text.length).toBeGreaterThan(100_000);
  });

  const SAMPLES: Record<string, string> = {
    portfolioId: 'nobody',
    modelId: 'nothing',
    version: '1',
    rolloutId: '00000000-0000-4000-8000-000000000000',
    batchId: '00000000-0000-4000-8000-000000000000',
    runId: '00000000-0000-4000-8000-000000000000',
    symbol: 'NONE',
    kind: 'no-buy',
    keyId: 'aaaaaaaa',
    approvalId: 'none',
    importId: '00000000-0000-4000-8000-000000000000',
    webhookId: 'aaaaaaaa',
    withdrawalId: 'aaaaaaaa',
    proposalId: 'aaaaaaaa',
    deliveryId: '00000000-0000-4000-8000-000000000000',
  };
  const WITHOUT: [who: Who | undefined, code: string][] = [
    [undefined, 'KEY_MISSING'],
    ['unknown', 'KEY_UNKNOWN'],
    ['mistyped', 'KEY_UNKNOWN'],
    ['expired', 'KEY_EXPIRED'],
    ['revoked', 'KEY_REVOKED'],
  ];

  test.each(OPERATIONS.map((one) => [`${one.method} ${one.path}`, one] as const))('%s', async (_what, one) => {
    const path = one.path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? fail(name));
    const what = `${one.method.toUpperCase()} ${path}`;
    for (const [index, [who, code]] of WITHOUT.entries()) {
      // Each from an address of its own, so that none of them is told to wait.
      const headers = { 'X-Test-Address': `${what} ${index}` };
      const { status, body } = await api.ask(what, who === undefined ? { headers } : { as: who, headers });
      expect([who, status, body.code]).toEqual([who, 401, code]);
    }
    for (const role of ROLES) {
      const { status } = await api.ask(what, { as: role });
      const answered = status === 401 || status === 403 ? 'refused' : 'answered';
      const right = mayDo(role, one.operation['x-role']) ? 'answered' : 'refused';
      expect([role, answered, status < 500]).toEqual([role, right, true]);
    }
  });
});

function fail(name: string): never {
  throw new Error(`the path has {${name}}, of which there is no sample here`);
}
