import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Returns where Temporal is, by the TEMPORAL_* settings of `env` and the configuration file that they may name. */
export function temporalAt(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
}
