import type { Reply } from '../../src/simulator/api/reply';
import { type SimulatorRequest, step } from '../../src/simulator/engine/engine';
import type { FaultInput } from '../../src/simulator/engine/faults';
import { createSimulatorState, type SimulatorSettings } from '../../src/simulator/engine/state';

const START = Date.parse('2026-03-02T15:00:00.000Z');

type Answer = Reply & { body: Record<string, unknown> };

/** A simulator on a clock of its own, with one account "acc". */
export function engineOnAClock(account: Record<string, unknown> = {}, settings: Partial<SimulatorSettings> = {}) {
  const state = createSimulatorState(settings);
  let now = START;
  const call = (method: string, target: string, body?: unknown, further: Partial<SimulatorRequest> = {}): Answer => {
    const url = new URL(target, 'http://simulator');
    const request = { method, path: url.pathname, query: url.searchParams, body, authenticated: true, ...further };
    return step(state, request, now) as Answer;
  };
  call('POST', '/simulator/accounts', { id: 'acc', cash: '1000.00', margin: false, ...account });
  const trading = (method: string, target: string, body?: unknown) =>
    call(method, `/v1/trading/accounts/acc/${target}`, body);
  return {
    state,
    call,
    trading,
    fault: (fault: FaultInput) => call('POST', '/simulator/faults', fault),
    wait: (ms: number) => {
      now += ms;
    },
    send: (id: string, order: Record<string, string>) =>
      trading('POST', 'orders', { client_order_id: id, type: 'market', time_in_force: 'day', ...order }),
    order: (id: string) => trading('GET', `orders:by_client_order_id?client_order_id=${id}`).body,
    account: () => trading('GET', 'account').body,
  };
}
