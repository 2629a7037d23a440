import { Alpaca } from '@alpacahq/alpaca-trade-api';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import { readConfig } from '../../../src/config';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../../src/simulator/server';
import { type KeyedWorld, keyedBrokerContract } from '../../contracts/broker-by-key';

// The same contract on the simulator, always, and on Alpaca's paper trading, for whoever has keys to it. See docs/simulator-differences.md.

describe.each([
  ['open', true],
  ['closed', false],
])('the simulator while its market is %s', (_what, isOpen) => {
  let simulator: Simulator;
  let admin: SimulatorAdmin;
  let world: KeyedWorld;
  beforeAll(async () => {
    simulator = await startSimulator({ port: 0 });
    admin = createSimulatorAdmin(simulator.url);
    await admin.setPrices({ F: '11.37' });
    await admin.createAccount({ id: 'key', cash: '100.00', margin: false });
    await admin.setClock({ isOpen });
    const settings = { baseUrl: simulator.url, dataUrl: simulator.url, api: 'trading', keyId: 'key' } as const;
    world = worldOf({ ...settings, secretKey: 'secret' }, 'key');
  });
  afterAll(() => simulator.close());
  keyedBrokerContract(() => world);
});

const asked = process.env.AUTOBALANCER_BROKER === 'alpaca-paper' && process.env.ALPACA_API === 'trading';

if (asked) {
  describe('Alpaca paper trading', () => {
    let world: KeyedWorld;
    beforeAll(async () => {
      const { broker } = readConfig({ ...process.env, DATABASE_URL: 'postgres://no-ledger-is-used' });
      // The account is the key's: Alpaca's own client says which.
      const official = new Alpaca({ keyId: broker.keyId, secret: broker.secretKey, paper: true });
      const { id } = await official.trading.account.getAccount();
      world = worldOf(broker, id);
    });
    keyedBrokerContract(() => world);
  });
} else {
  test.skip('Alpaca paper trading keeps the contract: it needs keys', () => undefined);
  process.stderr.write(
    'NOT RUN: the contract on Alpaca paper trading. It needs AUTOBALANCER_BROKER=alpaca-paper ALPACA_API=trading ALPACA_KEY_ID ALPACA_SECRET_KEY.\n',
  );
}

function worldOf(settings: Parameters<typeof createAlpacaBroker>[0], accountId: string): KeyedWorld {
  return { broker: createAlpacaBroker(settings), market: createAlpacaMarket(settings), accountId };
}
