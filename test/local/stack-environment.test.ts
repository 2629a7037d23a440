import { loadClientConnectConfig } from '@temporalio/envconfig';
import { readConfig } from '../../src/config';
import { stackEnvironment } from '../../src/local/stack-environment';

const SETTINGS = {
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  TEMPORAL_NAMESPACE: 'default',
  TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml',
  DATABASE_URL: 'postgres://127.0.0.1/books',
};

test('what the caller says of other servers does not reach the programs of a stack', () => {
  const env = stackEnvironment(
    {
      TEMPORAL_ADDRESS: 'prod.example:7233',
      TEMPORAL_NAMESPACE: 'prod',
      TEMPORAL_API_KEY: 'key',
      TEMPORAL_PROFILE: 'prod',
      DATABASE_OWNER_URL: 'postgres://prod.example/books',
      ALPACA_API: 'trading',
      SLACK_WEBHOOK_URL: 'https://hooks.example/1',
    },
    SETTINGS,
  );
  expect(loadClientConnectConfig({ overrideEnvVars: env as Record<string, string> })).toMatchObject({
    namespace: 'default',
    connectionOptions: { address: '127.0.0.1:1', apiKey: undefined, tls: undefined },
  });
  expect(readConfig(env)).toMatchObject({
    databaseUrl: SETTINGS.DATABASE_URL,
    databaseOwnerUrl: undefined,
    broker: { api: 'broker' },
    slackWebhookUrl: 'https://hooks.example/1',
  });
});
