import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import type { Broker } from '../../../src/broker/broker';
import { createSimulatorAdmin } from '../../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../../src/simulator/server';
import { type BrokerWorld, brokerContract } from '../../contracts/broker';

let simulator: Simulator;
let world: BrokerWorld;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  const settings = { baseUrl: simulator.url, dataUrl: simulator.url, api: 'trading', secretKey: 's' } as const;
  const brokerOf = (keyId: string) => createAlpacaBroker({ ...settings, keyId, timeoutMs: 1_500 });
  world = {
    broker: oneForEachAccount(brokerOf),
    market: createAlpacaMarket({ ...settings, keyId: 'market' }),
    admin: createSimulatorAdmin(simulator.url),
  };
});
afterAll(() => simulator.close());

describe("Alpaca's Trading API over real sockets", () => brokerContract(() => world));

/** A key of the Trading API has one account: each account gets a broker with a key of its own. */
function oneForEachAccount(brokerOf: (keyId: string) => Broker): Broker {
  const brokers = new Map<string, Broker>();
  const of = (accountId: string) => {
    const broker = brokers.get(accountId) ?? brokerOf(accountId);
    brokers.set(accountId, broker);
    return broker;
  };
  return {
    reserve: (requests) => of('anyone').reserve(requests),
    submitOrder: (id, ...rest) => of(id).submitOrder(id, ...rest),
    findOrder: (id, ...rest) => of(id).findOrder(id, ...rest),
    listOrders: (id, ...rest) => of(id).listOrders(id, ...rest),
    listFills: (id, ...rest) => of(id).listFills(id, ...rest),
    listActivities: (id, ...rest) => of(id).listActivities(id, ...rest),
    cancelOrder: (id, ...rest) => of(id).cancelOrder(id, ...rest),
    account: (id) => of(id).account(id),
    asset: (symbol) => of('anyone').asset(symbol),
  };
}
