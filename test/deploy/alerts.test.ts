// What somebody is told, and whether they are: the rules of Prometheus by its own unit tests, the routes of Alertmanager by its own
// tool, and one alert on its whole way. Debian's packages `prometheus` and `prometheus-alertmanager` bring the tools.

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { spawnLeashed, untilServing } from '../../src/local/process/leash';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { freePort } from '../../src/local/servers/ports';
import { type SlackStandIn, startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { breakerMetric, createRegistry } from '../../src/telemetry/metrics';
import { startStatusServer } from '../../src/telemetry/status-server';

const run = promisify(execFile);
const DEPLOY = join(__dirname, '../../deploy');
const START = join(DEPLOY, 'alertmanager/start.sh');
const ROUTES = join(DEPLOY, 'alertmanager/alertmanager.yml');

/** A test that runs where `tools` are installed. Elsewhere it is shown as skipped, and says why. */
function withTools(tools: string[], name: string, body: () => Promise<void>, timeoutMs?: number): void {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0) test(name, body, timeoutMs);
  else test.skip(`${name} (not run: ${missing.join(' and ')} is missing)`, body);
}

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let directory: string;
beforeAll(async () => {
  directory = await temporaryDirectory('alerts');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Rules {
  groups: { rules: { alert: string; labels: { severity: string } }[] }[];
}
interface RuleTests {
  tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
}

function read<T>(file: string): T {
  return parse(readFileSync(join(DEPLOY, file), 'utf8')) as T;
}

const rules = () => read<Rules>('prometheus/alerts.yml').groups.flatMap((group) => group.rules);

test('each alert has a test in which it fires and one in which it does not', () => {
  const tests = read<RuleTests>('prometheus/alerts.test.yml').tests.flatMap((one) => one.alert_rule_test);
  const tested = (fires: boolean) =>
    tests.filter(({ exp_alerts = [] }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname);
  const names = rules().map(({ alert }) => alert);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !tested(true).includes(name))).toEqual([]);
  expect(names.filter((name) => !tested(false).includes(name))).toEqual(['Watchdog']);
});

test('each alert is explained in docs/operations.md', () => {
  const text = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  const explained = new Set(
    [...text.matchAll(/^\| ([A-Za-z, ]+) \|/gm)].flatMap(([, names = '']) => names.split(', ')),
  );
  const names = rules().map(({ alert }) => alert);
  expect(names.filter((name) => !explained.has(name))).toEqual([]);
});

withTools(
  ['promtool'],
  'Prometheus accepts its configuration and the rules, and each alert fires when it should',
  async () => {
    const cwd = join(DEPLOY, 'prometheus');
    await run('promtool', ['check', 'config', 'prometheus.yml'], { cwd });
    await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd });
  },
);

/** Alertmanager's configuration, as start.sh writes it. */
async function written(env: Record<string, string>, name: string): Promise<string> {
  const into = join(directory, name);
  mkdirSync(into);
  await run(START, [ROUTES, into, 'true'], { env: { PATH: process.env.PATH, ...env } });
  return join(into, 'alertmanager.yml');
}

const ADDRESSES = { SLACK_WEBHOOK_URL: 'https://hooks.example/1', HEARTBEAT_URL: "https://beat.example/a?b=1&c=2|'" };

test('the addresses come from the environment or from files, and without them nothing starts', async () => {
  const slack = join(directory, 'slack');
  writeFileSync(slack, `${ADDRESSES.SLACK_WEBHOOK_URL}\n`);
  const beat = join(directory, 'beat');
  writeFileSync(beat, 'https://beat.example/2\n');
  const file = await written({ SLACK_WEBHOOK_URL_FILE: slack, HEARTBEAT_URL_FILE: beat }, 'files');
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
    receivers: [
      { name: 'slack', slack_configs: [{ api_url_file: slack }] },
      { name: 'heartbeat', webhook_configs: [{ url: 'https://beat.example/2' }] },
    ],
  });
  const { SLACK_WEBHOOK_URL, HEARTBEAT_URL } = ADDRESSES;
  await expect(written({ HEARTBEAT_URL }, 'no-slack')).rejects.toThrow('nobody would hear of an alert');
  await expect(written({ SLACK_WEBHOOK_URL }, 'no-beat')).rejects.toThrow('nobody would notice');
  await expect(written({ HEARTBEAT_URL, SLACK_WEBHOOK_URL_FILE: join(directory, 'none') }, 'gone')).rejects.toThrow(
    'is empty or cannot be read',
  );
});

withTools(['amtool'], 'Alertmanager accepts its configuration, and each alert has a receiver', async () => {
  const file = await written(ADDRESSES, 'amtool');
  await run('amtool', ['check-config', file]);
  const receiver = async (labels: Record<string, string>) => {
    const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    return (await run('amtool', ['config', 'routes', 'test', '--config.file', file, ...given])).stdout.trim();
  };
  for (const { alert, labels } of rules()) {
    const to = alert === 'Watchdog' ? 'heartbeat' : 'slack';
    expect([alert, await receiver({ alertname: alert, severity: labels.severity })]).toEqual([alert, to]);
  }
});

withTools(
  ['prometheus', 'prometheus-alertmanager'],
  'an alert reaches Slack, the heartbeat beats, and it stops when Slack takes no alert',
  async () => {
    const [slack, beats] = await Promise.all([startSlackStandIn(), startSlackStandIn()]);
    const program = await trippedProgram();
    const alertmanager = await startAlertmanager(slack, beats);
    const prometheus = await startPrometheus(new URL(program.url).host, alertmanager.address);
    try {
      await until(async () => slack.alerts.some((text) => text.includes('FIRING page: BreakerTripped')), WITHIN_MS);
      expect(slack.alerts.join()).toContain('The fleet breaker halted trading for all portfolios');
      await until(async () => beats.alerts.length > 1, WITHIN_MS);
      const isQuiet = async () => {
        const response = await fetch(`http://${alertmanager.address}/api/v2/alerts?filter=alertname=Watchdog`);
        const alerts = (await response.json()) as { status: { state: string } }[];
        return alerts[0]?.status.state === 'suppressed';
      };
      expect(await isQuiet()).toBe(false);
      // As a webhook answers that was revoked.
      slack.answerWith(404);
      await until(isQuiet, WITHIN_MS);
    } finally {
      await Promise.all([prometheus.stop(), alertmanager.stop()]);
      await Promise.all([program.close(), slack.close(), beats.close()]);
    }
  },
  150_000,
);

const WITHIN_MS = 60_000;

/** Serves the metrics of a monitor whose breaker tripped. */
function trippedProgram() {
  const registry = createRegistry();
  breakerMetric(registry, () => true);
  const probes = { alive: () => undefined, ready: async () => undefined, metrics: () => registry.metrics() };
  return startStatusServer({ host: '127.0.0.1', port: 0 }, probes);
}

async function startAlertmanager(slack: SlackStandIn, beats: SlackStandIn) {
  const port = await freePort(0);
  const address = `127.0.0.1:${port}`;
  const into = join(directory, 'alertmanager');
  mkdirSync(into);
  const routes = join(directory, 'quick-routes.yml');
  writeFileSync(
    routes,
    readFileSync(ROUTES, 'utf8')
      .replaceAll(/group_wait: \w+/g, 'group_wait: 1s')
      .replaceAll(/group_interval: \w+/g, 'group_interval: 1s')
      .replaceAll(/repeat_interval: \w+/g, 'repeat_interval: 1s'),
  );
  const command = [
    ...['prometheus-alertmanager', `--web.listen-address=${address}`, `--storage.path=${into}/data`],
    '--cluster.listen-address=',
  ];
  const server = spawnLeashed(START, [routes, into, ...command], {
    env: { PATH: process.env.PATH, SLACK_WEBHOOK_URL: slack.url, HEARTBEAT_URL: beats.url },
  });
  await untilServing(server, () => isReady(`http://${address}`));
  return { address, stop: server.stop };
}

async function startPrometheus(target: string, alertmanager: string) {
  const port = await freePort(0);
  const address = `127.0.0.1:${port}`;
  const configuration = read<{ scrape_configs: object[] }>('prometheus/prometheus.yml');
  const file = join(directory, 'prometheus.json');
  writeFileSync(
    file,
    // JSON is YAML.
    JSON.stringify({
      ...configuration,
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [join(DEPLOY, 'prometheus/alerts.yml')],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
      scrape_configs: [
        { job_name: 'autobalancer-monitor', static_configs: [{ targets: [target] }] },
        { job_name: 'alertmanager', static_configs: [{ targets: [alertmanager] }] },
      ],
    }),
  );
  const server = spawnLeashed('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'prometheus')}`,
    `--web.listen-address=${address}`,
    // What it sends before it knows of an Alertmanager is lost.
    '--rules.alert.resend-delay=1s',
  ]);
  await untilServing(server, () => isReady(`http://${address}`));
  return { address, stop: server.stop };
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/-/ready`)).ok;
}
