// The servers a command talks to: opened when it first asks, closed together at its end.

import { refuseLiveHost } from '../broker/alpaca/hosts';
import type { RebalanceClient } from '../client';
import { type Config, readConfig } from '../config';
import { type Adapters, connect } from '../connect';
import { createSimulatorAdmin, type SimulatorAdmin } from '../simulator/admin/client';
import { EXIT, Failure } from './failure';

/** What is asked of Temporal about rebalances. */
export type Rebalances = Pick<RebalanceClient, 'requestRebalance' | 'freeze' | 'resolve' | 'whatRuns' | 'rollOut'>;

export interface Connections
  extends Pick<
    Adapters,
    'ledger' | 'broker' | 'market' | 'webhooks' | 'temporal' | 'temporalHealth' | 'databaseHealth' | 'close'
  > {
  config(): Config;
  /** @throws Failure NOT_SIMULATED */
  simulator(): SimulatorAdmin;
  /** It connects when something is first asked of it. */
  rebalances(): Rebalances;
}

/** `taskQueue` is where the workers are; the product's own unless given. */
export function createConnections(env: NodeJS.ProcessEnv, taskQueue?: string): Connections {
  let read: Config | undefined;
  const config = () => (read ??= readConfig(env));
  const adapters = connect({ config, env, taskQueue, attended: true });
  return {
    ...adapters,
    config,
    simulator: () => {
      const { kind, baseUrl } = config().broker;
      refuseLiveHost(baseUrl);
      if (kind === 'simulator') return createSimulatorAdmin(baseUrl);
      throw new Failure('NOT_SIMULATED', EXIT.refused, 'only the simulated broker can be told prices and accounts', {
        field: 'AUTOBALANCER_BROKER',
      });
    },
    rebalances: () => ({
      requestRebalance: async (...asked) => (await adapters.client()).requestRebalance(...asked),
      freeze: async (...asked) => (await adapters.client()).freeze(...asked),
      resolve: async (...asked) => (await adapters.client()).resolve(...asked),
      rollOut: async (...asked) => (await adapters.client()).rollOut(...asked),
      whatRuns: async (...asked) => (await adapters.client()).whatRuns(...asked),
    }),
  };
}
