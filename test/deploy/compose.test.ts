import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { readConfig } from '../../src/config';
import { type Compose, exampleEnvironment, readCompose, type Service } from '../support/compose';

// No container engine runs the tests: this is what can be known of docker-compose.yml without one.

const root = join(__dirname, '../..');
const PASSWORDS = [
  'POSTGRES_PASSWORD',
  'TEMPORAL_DB_PASSWORD',
  'LEDGER_OWNER_PASSWORD',
  'LEDGER_APP_PASSWORD',
  'LEDGER_API_PASSWORD',
];
const FILLED = { ...exampleEnvironment(), ...Object.fromEntries(PASSWORDS.map((name) => [name, `of${name}`])) };
const PAPER = {
  ...FILLED,
  ...{ COMPOSE_PROFILES: '', AUTOBALANCER_BROKER: 'alpaca-paper', AUTOBALANCER_BROKER_URL: '', ALPACA_KEY_ID: 'PK1' },
  ...{ ALPACA_SECRET_KEY: 'secret', ALPACA_API: '', SLACK_WEBHOOK_URL: 'https://hooks.example/1' },
};
const ours = ({ services }: Compose) => Object.entries(services).filter(([, { build }]) => build !== undefined);

test('it is a compose file, by the schema of the Compose Specification', () => {
  const schema = readFileSync(
    join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json'),
    'utf8',
  );
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  // The schema permits a duration as a format of its own.
  ajv.addFormat('duration', /^([0-9]+(ms|s|m|h))+$/);
  // Ajv knows its draft without its address.
  const { $schema: _, ...rules } = JSON.parse(schema) as { $schema: string };
  const valid = ajv.compile(rules);
  expect(valid(readCompose(FILLED)) ? [] : valid.errors).toEqual([]);
  expect(valid({ services: { worker: { command: 1 } } })).toBe(false);
});

test.each([...PASSWORDS, 'AUTOBALANCER_BROKER'])('without %s nothing starts', (name) => {
  expect(() => readCompose({ ...FILLED, [name]: '' })).toThrow(`${name}: set it in .env`);
});

test('no password is written down, neither in the file nor in the example', () => {
  expect(
    Object.entries(exampleEnvironment()).filter(([name, value]) => /PASSWORD|SECRET|KEY/.test(name) && value),
  ).toEqual([]);
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const secret = /(PASSWORD|_PWD|SECRET_KEY|KEY_ID): (?!\$\{\w+:(\?|-\}))|:\/\/[^\s:@/]+:(?!\$\{)[^\s@/]+@/;
  expect(text.split('\n').filter((line) => secret.test(line))).toEqual([]);
});

test.each([
  ['the simulator', FILLED],
  ['Alpaca paper', PAPER],
])('with %s, each of our programs reads its environment', (_what, environment) => {
  const programs = ours(readCompose(environment));
  expect(programs.map(([name]) => name)).toEqual(['setup', 'worker', 'monitor', 'api', 'simulator']);
  for (const [name, service] of programs)
    if (name !== 'simulator')
      expect(readConfig(service.environment ?? {}).broker.kind).toBe(environment.AUTOBALANCER_BROKER);
});

test('every variable of the example is one that the file reads, and the other way round', () => {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const read = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name));
  // Compose itself reads this one.
  expect(Object.keys(exampleEnvironment()).filter((name) => !read.has(name))).toEqual(['COMPOSE_PROFILES']);
  const optional = ['AUTOBALANCER_IMAGE_TAG', 'AUTOBALANCER_LOG_LEVEL', 'AUTOBALANCER_CACHED_WORKFLOWS'];
  const tuning = ['AUTOBALANCER_WORKFLOW_SLOTS', 'AUTOBALANCER_ACTIVITY_SLOTS', 'AUTOBALANCER_LOOK_EVERY_MS'];
  expect([...read].filter((name) => !(name in exampleEnvironment()))).toEqual([...optional, ...tuning]);
});

const all = Object.entries(readCompose(FILLED).services);
test.each(all)(
  '%s: pinned, reachable from this machine only, and mounted from what exists',
  (_name, service: Service) => {
    expect(service.image).toMatch(service.build === undefined ? /:v?[0-9]+\.[0-9]+(\.[0-9]+)?$/ : /^autobalancer:/);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const mounted = (service.volumes ?? [])
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0]);
    expect(mounted.filter((path) => !existsSync(join(root, path ?? '')))).toEqual([]);
    expect(Object.keys(service.depends_on ?? {}).filter((name) => !all.some(([other]) => other === name))).toEqual([]);
  },
);

interface Scraping {
  scrape_configs: {
    job_name: string;
    dns_sd_configs?: { names: string[]; type: string; port: number }[];
    static_configs?: { targets: string[] }[];
  }[];
}

test('Prometheus scrapes each container of the programs, and Alertmanager', () => {
  const { scrape_configs } = parse(readFileSync(join(root, 'deploy/prometheus/prometheus.yml'), 'utf8')) as Scraping;
  const found = scrape_configs.flatMap(({ dns_sd_configs = [] }) =>
    // An A record for each container: a fixed target is one of them, another one each time.
    dns_sd_configs.flatMap(({ names, type, port }) => (type === 'A' ? names.map((name) => `${name}:${port}`) : [])),
  );
  const served = ours(readCompose(FILLED)).flatMap(([name, { environment = {} }]) =>
    ['AUTOBALANCER_STATUS_PORT', 'AUTOBALANCER_SDK_METRICS_PORT'].flatMap((port) =>
      environment[port] === undefined || name === 'setup' ? [] : `${name}:${environment[port]}`,
    ),
  );
  expect(found.sort()).toEqual(served.sort());
  const fixed = scrape_configs.flatMap(({ static_configs = [] }) => static_configs.flatMap(({ targets }) => targets));
  expect(fixed).toEqual(['alertmanager:9093']);
});
