// The part of src/connect.ts that needs Temporal's client.

import { Client, Connection } from '@temporalio/client';
import { createRebalanceClient, type RebalanceClient } from './client';
import { abandonableCalls } from './temporal/abandonable-calls';
import { temporalAt } from './temporal/address';
import { createTemporalHealth, type TemporalHealth } from './temporal/health';

/** A server that is there answers sooner; a person does not wait longer. */
const ATTENDED_MS = 3_000;

export interface ConnectedTemporal {
  temporal: Client;
  client: RebalanceClient;
  health: TemporalHealth;
  close(): Promise<void>;
}

/** Connects to the Temporal that `env` names. The arguments are those of `ConnectInput`. */
export async function connectTemporal(
  env: NodeJS.ProcessEnv,
  taskQueue: string | undefined,
  { attended, lazily }: { attended: boolean; lazily: boolean },
): Promise<ConnectedTemporal> {
  const { connectionOptions, namespace } = temporalAt(env);
  const calls = attended ? abandonableCalls() : undefined;
  const options = {
    ...connectionOptions,
    ...(calls === undefined ? {} : { interceptors: calls.interceptors, connectTimeout: ATTENDED_MS }),
  };
  const connection = lazily ? Connection.lazy(options) : await Connection.connect(options);
  const temporal = new Client({ connection, ...(namespace === undefined ? {} : { namespace }) });
  return {
    temporal,
    client: createRebalanceClient(temporal, taskQueue),
    health: createTemporalHealth(temporal, taskQueue),
    close: () => {
      calls?.abandon();
      return connection.close();
    },
  };
}
