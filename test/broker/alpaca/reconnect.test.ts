import { createReconnect } from '../../../src/broker/alpaca/reconnect';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('each failure in a row waits twice as long, up to half a minute, and what works starts again', () => {
  const connect = jest.fn();
  const reconnect = createReconnect(connect);
  const waits = Array.from({ length: 8 }, () => {
    expect(reconnect.lost()).toBe(true);
    const from = Date.now();
    jest.runAllTimers();
    return Date.now() - from;
  });
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(connect).toHaveBeenCalledTimes(8);
  reconnect.works();
  reconnect.lost();
  jest.advanceTimersByTime(500);
  expect(connect).toHaveBeenCalledTimes(9);
});

test('after its close nothing connects any more', () => {
  const connect = jest.fn();
  const reconnect = createReconnect(connect);
  reconnect.lost();
  reconnect.close();
  expect(reconnect.lost()).toBe(false);
  jest.runAllTimers();
  expect(connect).not.toHaveBeenCalled();
});
