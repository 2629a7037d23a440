// When the session began: Alpaca's clock does not say it, its calendar does.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import { createSimulatorAdmin } from '../../../src/simulator/admin/client';
import { startSimulator } from '../../../src/simulator/server';
import { brokerSettings } from '../../support/system';

/** The clock of a host that answers like Alpaca in New York, and what it was asked. */
async function clockOf(clock: object, calendar: object[], looks = 1) {
  const asked: string[] = [];
  const host = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end(JSON.stringify(url.includes('calendar') ? calendar : clock));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const market = createAlpacaMarket(brokerSettings(`http://127.0.0.1:${(host.address() as AddressInfo).port}`));
  let told = await market.clock();
  for (let look = 1; look < looks; look += 1) told = await market.clock();
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  return { told, asked };
}

const HALF_DAY = {
  timestamp: '2026-11-27T09:31:07.123456789-05:00',
  is_open: true,
  next_open: '2026-11-30T09:30:00-05:00',
  next_close: '2026-11-27T13:00:00-05:00',
};

test('the opening of a half day is read from the calendar, once a session', async () => {
  const day = { date: '2026-11-27', open: '09:30', close: '13:00', session_open: '0400', session_close: '1700' };
  const { told, asked } = await clockOf(HALF_DAY, [day], 3);
  expect(told).toMatchObject({ now: '2026-11-27T14:31:07.123Z', openedAt: '2026-11-27T14:30:00.000Z' });
  expect(asked.filter((url) => url.includes('calendar'))).toEqual(['/v1/calendar?start=2026-11-27&end=2026-11-27']);
});

test('in summer it is four hours from UTC', async () => {
  const summer = { ...HALF_DAY, timestamp: '2026-07-01T15:59:00-04:00', next_close: '2026-07-01T16:00:00-04:00' };
  const { told } = await clockOf(summer, [{ date: '2026-07-01', open: '09:30', close: '16:00' }]);
  expect(told.openedAt).toBe('2026-07-01T13:30:00.000Z');
});

test('a day that is not in the calendar has no opening, and a closed market is not asked for one', async () => {
  expect((await clockOf(HALF_DAY, [])).told.openedAt).toBeUndefined();
  const closed = await clockOf({ ...HALF_DAY, is_open: false }, []);
  expect(closed.told.openedAt).toBeUndefined();
  expect(closed.asked).toEqual(['/v1/clock']);
});

test('the simulated market tells when somebody opened it, to the minute, and each time anew', async () => {
  const server = await startSimulator({ port: 0 });
  const [admin, market] = [createSimulatorAdmin(server.url), createAlpacaMarket(brokerSettings(server.url))];
  expect((await market.clock()).openedAt).toBeUndefined();
  for (const time of ['14:30:10', '15:10:50']) {
    await admin.setClock({ now: `2026-03-02T${time}.000Z`, isOpen: false });
    await admin.setClock({ isOpen: true });
    expect((await market.clock()).openedAt).toBe(`2026-03-02T${time.slice(0, 5)}:00.000Z`);
  }
  await server.close();
});
