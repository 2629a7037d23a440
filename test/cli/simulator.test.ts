import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { until } from '../../src/local/process/until';
import { createSimulatorAdmin } from '../../src/simulator/admin/client';
import { startSimulator } from '../../src/simulator/server';
import { command } from '../support/command-line';
import { brokerSettings } from '../support/system';

test('the simulator runs until Ctrl-C, and takes faults meanwhile', async () => {
  const stop = new AbortController();
  let stderr = '';
  const running = command({ signal: stop.signal, onProgress: (line) => (stderr += line) }, 'simulator', '--port', '0');
  await until(async () => stderr.includes('listening on'), 60_000);
  const url = /http:\S+/.exec(stderr)?.[0] ?? '';
  const env = { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x', AUTOBALANCER_BROKER_URL: url };
  const fault = { match: { operation: 'submit', symbol: 'META' }, effect: { kind: 'never-fill' }, times: 1 };
  expect(await command({ env }, 'simulator', 'fault', JSON.stringify(fault), '--json')).toMatchObject({
    exit: 0,
    answer: { faults: [fault] },
  });
  expect(await command({ env }, 'simulator', 'fault', '{"effect":{}}', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'REFUSED_BY_BROKER' },
  });
  for (const [match, message] of [
    [{ op: 'submit' }, 'match.op is not a field: docs/simulator-differences.md names those there are'],
    [{ operation: 'sumbit' }, 'match.operation must be one of submit, lookup, '],
  ] as const) {
    const { error } = await command({ env }, 'simulator', 'fault', JSON.stringify({ ...fault, match }), '--json');
    expect(error.message).toContain(message);
  }
  expect(await command({ env }, 'simulator', 'fault', 'never', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'INVALID_FILE', field: 'json' },
  });
  expect((await command({ env }, 'simulator', 'faults', '--clear', '--json')).answer).toEqual({ ok: true, faults: [] });
  stop.abort();
  expect(await running).toMatchObject({ exit: 0 });
});

test("an option of the server is not one of its subcommands'", async () => {
  for (const subcommand of ['fault', 'faults']) {
    const { stdout } = await command({}, 'simulator', subcommand, '--help');
    expect(stdout).toContain('--json');
    expect(stdout).not.toContain('--port');
    expect(await command({}, 'simulator', subcommand, '{}', '--port', '7401', '--json')).toMatchObject({
      exit: 2,
      error: { code: 'USAGE', field: '--port' },
    });
  }
});

test('market, assets, accounts, splits and settings of a running simulator can be changed, and it reports mistakes in them', async () => {
  const simulator = await startSimulator({ port: 0 });
  const env = { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x', AUTOBALANCER_BROKER_URL: simulator.url };
  const tell = (...args: string[]) => command({ env }, 'simulator', ...args, '--json');
  const broker = createAlpacaBroker(brokerSettings(simulator.url));
  const market = createAlpacaMarket(brokerSettings(simulator.url));
  try {
    expect(await command({ env }, 'account', 'create', 'anna', '100.00')).toMatchObject({ exit: 0 });
    expect(await tell('set', 'account', 'anna', '{"positions":{"META":"3"},"blocked":true}')).toMatchObject({
      exit: 0,
    });
    expect(await broker.account('anna')).toMatchObject({
      positions: [{ symbol: 'META', quantity: '3' }],
      blocked: 'account_blocked',
    });
    expect(await tell('split', '{"symbol":"META","oldShares":"1","newShares":"2"}')).toMatchObject({ exit: 0 });
    expect(await broker.account('anna')).toMatchObject({ positions: [{ symbol: 'META', quantity: '6' }] });
    expect(await tell('dividend', '{"symbol":"META","usd":"0.5"}')).toMatchObject({ exit: 0 });
    expect(await tell('transfer', '{"accountId":"anna","usd":"-53.00"}')).toMatchObject({ exit: 0 });
    const fee = '{"accountId":"anna","type":"FEE","usd":"-0.07"}';
    expect(await tell('activity', fee)).toMatchObject({ exit: 0, answer: { activity: { type: 'FEE' } } });
    const shares = '{"accountId":"anna","type":"JNLS","symbol":"META","quantity":"2","moves":false}';
    expect(await tell('activity', shares)).toMatchObject({ exit: 0 });
    const child = '{"symbol":"META","newSymbol":"NEWCO","newShares":"0.5","newPrice":"20"}';
    expect(await tell('spin-off', child)).toMatchObject({ exit: 0 });
    expect(await tell('rename', '{"symbol":"NEWCO","newSymbol":"PEAR"}')).toMatchObject({ exit: 0 });
    expect(await broker.account('anna')).toMatchObject({
      cash: '49.93',
      positions: [
        { symbol: 'META', quantity: '6' },
        { symbol: 'PEAR', quantity: '3' },
      ],
    });
    await createSimulatorAdmin(simulator.url).setPrices({ META: '900.00' });
    expect(await tell('revise-trade', '{"symbol":"META"}')).toMatchObject({ exit: 0 });
    expect(await tell('revise-trade', '{"symbol":"META"}')).toMatchObject({ exit: 2 });
    expect(await tell('set', 'asset', 'META', '{"tradable":false}')).toMatchObject({ exit: 0 });
    expect(await broker.asset('META')).toMatchObject({ tradable: false });
    expect(await tell('set', 'clock', '{"isOpen":false}')).toMatchObject({
      exit: 0,
      answer: { clock: { isOpen: false } },
    });
    expect(await market.clock()).toMatchObject({ isOpen: false });
    expect(await tell('set', 'settings', '{"requestsPerMinute":200}')).toMatchObject({ exit: 0 });
    const wrong = [
      ['set', 'settings', '{"requestsPerMinute":"many"}'],
      ['set', 'clock', '{"open":true}'],
      ['set', 'asset', 'NONE', '{"halted":true}'],
      ['set', 'account', 'nobody', '{"cash":"1.00"}'],
      ['split', '{"symbol":"META"}'],
      ['transfer', '{"accountId":"nobody","usd":"1.00"}'],
      ['activity', '{"accountId":"anna","type":"fee"}'],
    ];
    for (const args of wrong)
      expect(await tell(...args)).toMatchObject({ exit: 2, error: { code: 'REFUSED_BY_BROKER' } });
    for (const json of ['halted', '[]', '7'])
      expect(await tell('set', 'asset', 'META', json)).toMatchObject({
        exit: 2,
        error: { code: 'INVALID_FILE', field: 'json' },
      });
  } finally {
    await simulator.close();
  }
});
