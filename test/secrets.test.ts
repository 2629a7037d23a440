import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../src/config';
import { createSecrets } from '../src/secrets';
import { createScrubber } from '../src/telemetry/redact';

const DATABASE = { DATABASE_URL: 'postgres://app:p@db.example:5432/books' };

let directory: string;
let clockMs: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'autobalancer-secrets-'));
  clockMs = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Puts `text` into a file of that name, and returns its path. */
function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const open = (environment: NodeJS.ProcessEnv) => createSecrets(environment, () => clockMs);

/** Returns what `name` is once the file may be read again. */
function later(secrets: ReturnType<typeof open>, name: Parameters<ReturnType<typeof open>['now']>[0]) {
  clockMs += 1_000;
  return secrets.now(name);
}

test('a secret is in the environment, or in the file that NAME_FILE names, without the line break at its end', () => {
  const secrets = open({ ALPACA_KEY_ID: 'PK1', ALPACA_SECRET_KEY_FILE: file('secret', 'of the key\n') });
  expect([secrets.now('ALPACA_KEY_ID'), secrets.now('ALPACA_SECRET_KEY')]).toEqual(['PK1', 'of the key']);
  expect([secrets.now('SLACK_WEBHOOK_URL'), secrets.problem()]).toEqual([undefined, undefined]);
});

test('a file whose directory is exchanged under a link, as Kubernetes does it, is read again', () => {
  for (const [name, text] of [
    ['first', 'old'],
    ['second', 'new'],
  ] as const) {
    mkdirSync(join(directory, name));
    file(`${name}/secret`, text);
  }
  symlinkSync('first', join(directory, 'data'));
  const secrets = open({ ALPACA_SECRET_KEY_FILE: join(directory, 'data/secret') });
  expect(secrets.now('ALPACA_SECRET_KEY')).toBe('old');
  symlinkSync('second', join(directory, 'swap'));
  renameSync(join(directory, 'swap'), join(directory, 'data'));
  expect(secrets.now('ALPACA_SECRET_KEY')).toBe('old');
  expect(later(secrets, 'ALPACA_SECRET_KEY')).toBe('new');
  expect(secrets.seen('ALPACA_SECRET_KEY')).toEqual(['old', 'new']);
});

test('while a file is empty or gone, because it is being replaced, its last value counts', () => {
  const path = file('secret', 'old');
  const secrets = open({ SLACK_WEBHOOK_URL_FILE: path });
  expect(secrets.now('SLACK_WEBHOOK_URL')).toBe('old');
  file('secret', '');
  expect(later(secrets, 'SLACK_WEBHOOK_URL')).toBe('old');
  rmSync(path);
  expect(later(secrets, 'SLACK_WEBHOOK_URL')).toBe('old');
  file('secret', 'new');
  expect(later(secrets, 'SLACK_WEBHOOK_URL')).toBe('new');
});

test('what a program reads of its configuration follows the files', () => {
  jest.spyOn(performance, 'now').mockImplementation(() => clockMs);
  const config = readConfig({
    DATABASE_URL_FILE: file('database', 'postgres://app:old@db/books\n'),
    ALPACA_KEY_ID_FILE: file('id', 'PK1'),
    ALPACA_SECRET_KEY_FILE: file('secret', 'one'),
    ALPACA_SECOND_KEY_ID_FILE: file('second-id', 'PK2'),
    ALPACA_SECOND_SECRET_KEY_FILE: file('second-secret', 'two'),
    SLACK_WEBHOOK_URL_FILE: file('slack', 'https://hooks.example/1'),
  });
  expect(config).toMatchObject({
    databaseUrl: 'postgres://app:old@db/books',
    broker: { keyId: 'PK1', secretKey: 'one' },
    slackWebhookUrl: 'https://hooks.example/1',
  });
  const [first, second] = [
    { keyId: 'PK1', secretKey: 'one' },
    { keyId: 'PK2', secretKey: 'two' },
  ];
  expect(config.broker.keys()).toEqual([first, second]);
  file('database', 'postgres://app:new@db/books');
  file('secret', 'other');
  file('slack', 'https://hooks.example/2');
  clockMs += 1_000;
  expect(config.now.databaseUrl()).toBe('postgres://app:new@db/books');
  expect(config.now.slackWebhookUrl()).toBe('https://hooks.example/2');
  expect(config.broker.keys()).toEqual([{ ...first, secretKey: 'other' }, second]);
  jest.restoreAllMocks();
});

test('without a second key there is one', () => {
  expect(readConfig(DATABASE).broker.keys()).toEqual([{ keyId: 'simulator', secretKey: 'simulator' }]);
});

test.each<[what: string, environment: () => NodeJS.ProcessEnv, message: RegExp]>([
  [
    'a secret given twice',
    () => ({ ...DATABASE, DATABASE_URL_FILE: file('database', 'canary') }),
    /^DATABASE_URL and DATABASE_URL_FILE are both set: remove one of them$/,
  ],
  [
    'a file that is not there',
    () => ({ ...DATABASE, SLACK_WEBHOOK_URL_FILE: join(directory, 'none') }),
    /^SLACK_WEBHOOK_URL_FILE names a file that cannot be used: ENOENT: no such file or directory, open '.*none'$/,
  ],
  [
    'a file that holds something else',
    () => ({ DATABASE_URL_FILE: file('database', 'canary') }),
    /^DATABASE_URL must be a postgres:\/\/ URL$/,
  ],
  [
    'an empty file',
    () => ({ DATABASE_URL_FILE: file('database', '\n') }),
    /^DATABASE_URL_FILE names a file that cannot be used: .*database is empty$/,
  ],
  [
    'half of a key',
    () => ({ ...DATABASE, ALPACA_SECOND_KEY_ID: 'canary' }),
    /^ALPACA_SECOND_KEY_ID and ALPACA_SECOND_SECRET_KEY belong together: set both, or neither$/,
  ],
  [
    'a broker without its key',
    () => ({ ...DATABASE, AUTOBALANCER_BROKER: 'alpaca-paper' }),
    /^ALPACA_KEY_ID and ALPACA_SECRET_KEY must be set for alpaca-paper$/,
  ],
])('%s is refused by its name, and its value is not repeated', (_what, environment, message) => {
  const read = () => readConfig(environment());
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).not.toThrow('canary');
});

test('what was in a file and what is in it now are both taken out of a text', () => {
  jest.spyOn(performance, 'now').mockImplementation(() => clockMs);
  const environment = {
    DATABASE_URL_FILE: file('database', 'postgres://app:canary-of-old@db/books'),
    ALPACA_KEY_ID_FILE: file('id', 'PK-old'),
    ALPACA_SECRET_KEY_FILE: file('secret', 'canary of old'),
    SLACK_WEBHOOK_URL_FILE: file('slack', 'https://hooks.example/canary-of-old'),
  };
  const config = readConfig(environment);
  const scrub = createScrubber(environment);
  const said = [
    'canary-of-old',
    'canary of old',
    'https://hooks.example/canary-of-old',
    basic('PK-old', 'canary of old'),
  ];
  file('database', 'postgres://app:canary-of-new@db/books');
  file('id', 'PK-new');
  file('secret', 'canary of new');
  file('slack', 'https://hooks.example/canary-of-new');
  clockMs += 1_000;
  config.now.databaseUrl();
  config.now.slackWebhookUrl();
  config.broker.keys();
  said.push(...said.map((text) => text.replace('old', 'new')), basic('PK-new', 'canary of new'));
  for (const text of said) expect([text, scrub(`tried ${text}.`)]).toEqual([text, 'tried [redacted].']);
  expect(scrub('key PK-new')).toBe('key PK-new');
  jest.restoreAllMocks();
});

const basic = (id: string, secret: string) => Buffer.from(`${id}:${secret}`).toString('base64');
