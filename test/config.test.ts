import { ConfigError, readConfig, showConfig } from '../src/config';

const CANARY = 'canary';
const DATABASE = { DATABASE_URL: 'postgres://app:p@db.example:5432/books' };

test('the configuration is shown without any secret', () => {
  const config = readConfig({
    DATABASE_URL: `postgres://${CANARY}:${CANARY}@db.example:5432/books?sslpassword=${CANARY}`,
    DATABASE_OWNER_URL: `postgres://${CANARY}:${CANARY}@owner.example/books#${CANARY}`,
    AUTOBALANCER_BROKER_URL: `https://${CANARY}:${CANARY}@broker.example/path?key=${CANARY}`,
    ALPACA_KEY_ID: CANARY,
    ALPACA_SECRET_KEY: CANARY,
    SLACK_WEBHOOK_URL: `https://hooks.example/services/${CANARY}`,
  });
  const shown = showConfig(config, { address: 'temporal.example:7233', namespace: undefined });
  expect(JSON.stringify(shown)).not.toContain(CANARY);
  expect(shown).toEqual({
    temporal: { address: 'temporal.example:7233', namespace: 'default' },
    database: 'postgres://db.example:5432/books',
    databaseOwner: 'postgres://owner.example/books',
    broker: {
      kind: 'simulator',
      baseUrl: 'https://broker.example/path',
      feed: 'iex',
      dataUrl: 'https://broker.example/path',
      api: 'broker',
      key: '(set)',
    },
    slackWebhook: '(set)',
    caps: {
      ordersPerBatch: 200,
      orderUsd: '1000000.00',
      batchUsd: '5000000.00',
      dayUsd: '20000000.00',
      priceMovePercent: '50',
      spreadPercent: '1',
      openingMinutes: 5,
    },
    breaker: { batchesPerMinute: 5_000, usdPerMinute: '1000000000.00', rollbackPercent: '50' },
  });
});

test.each([
  ['broker', {}, 'https://data.sandbox.alpaca.markets'],
  ['trading', {}, 'https://data.alpaca.markets'],
  ['broker', { AUTOBALANCER_DATA_URL: 'https://prices.example' }, 'https://prices.example'],
])('market data of the %s API with %j comes from %s', (api, given, dataUrl) => {
  const key = { ALPACA_KEY_ID: 'PK1', ALPACA_SECRET_KEY: 'secret' };
  const env = { ...DATABASE, ...key, AUTOBALANCER_BROKER: 'alpaca-paper', ALPACA_API: api, ...given };
  expect(readConfig(env).broker.dataUrl).toBe(dataUrl);
});

test('a cap is set or lifted one by one', () => {
  const env = { ...DATABASE, AUTOBALANCER_CAP_ORDERS: '12', AUTOBALANCER_CAP_DAY_USD: 'none' };
  expect(readConfig(env).caps).toMatchObject({ ordersPerBatch: 12, orderUsd: '1000000.00', dayUsd: null });
});

test.each([
  ['an unknown setting', { ...DATABASE, AUTOBALANCER_LOCK: CANARY }, /^AUTOBALANCER_LOCK is not a setting/],
  ['a URL that is none', { DATABASE_URL: `${CANARY}@nowhere` }, /^DATABASE_URL must be a postgres:\/\/ URL$/],
  [
    'a URL of another kind',
    { ...DATABASE, SLACK_WEBHOOK_URL: `ftp://${CANARY}` },
    /^SLACK_WEBHOOK_URL must be an https:\/\/ or http:\/\/ URL$/,
  ],
  [
    'a cap that is no amount',
    { ...DATABASE, AUTOBALANCER_CAP_ORDER_USD: '1e6' },
    /^AUTOBALANCER_CAP_ORDER_USD must be USD such as 1000000 or 1000000.00, or none$/,
  ],
  [
    'an address of prices that is none',
    { ...DATABASE, AUTOBALANCER_DATA_URL: CANARY },
    /^AUTOBALANCER_DATA_URL must be an https:\/\/ or http:\/\/ URL$/,
  ],
  ['a feed that nobody knows', { ...DATABASE, AUTOBALANCER_FEED: 'all' }, /^AUTOBALANCER_FEED must be iex or sip$/],
  ['no database', {}, /^DATABASE_URL must be a postgres:\/\/ URL, and is not set$/],
  [
    'a port that is none',
    { ...DATABASE, AUTOBALANCER_STATUS_PORT: '65536' },
    /^AUTOBALANCER_STATUS_PORT must be a port$/,
  ],
  [
    'an unknown broker',
    { ...DATABASE, AUTOBALANCER_BROKER: CANARY },
    /^AUTOBALANCER_BROKER must be simulator or alpaca-paper$/,
  ],
])('%s is refused by its name, and its value is not repeated', (_what, environment, message) => {
  const read = () => readConfig(environment);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).not.toThrow(CANARY);
});
