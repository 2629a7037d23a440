import { createRegistry, watchMetrics } from '../../src/telemetry/metrics';

test('what a monitor counts is shown as it stands at each scrape', async () => {
  const registry = createRegistry();
  const counters = {
    portfolios: 1,
    candidates: 2,
    backlog: 3,
    checks: 4,
    measured: 5,
    confirmed: 6,
    cooling: 7,
    unpricedSymbols: 1,
    unjudged: 4,
    isSignalling: false,
    heldBack: { 'market-closed': 8 },
    ticks: { received: 9, conflated: 10, dropped: { absurd: 11 } },
    sweep: { unsettled: 12, toGo: 13, ensured: 14, failures: 15, idleMs: 16_500 },
  };
  watchMetrics(registry, () => counters);
  const shown = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('autobalancer_'));
  const first = [
    'autobalancer_ticks_total 9',
    'autobalancer_ticks_conflated_total 10',
    'autobalancer_checks_total 4',
    'autobalancer_measured_total 5',
    'autobalancer_confirmed_total 6',
    'autobalancer_cooling_total 7',
    'autobalancer_ticks_dropped_total{reason="absurd"} 11',
    'autobalancer_sweep_ensured_total 14',
    'autobalancer_sweep_failures_total 15',
    'autobalancer_sweep_unsettled 12',
    'autobalancer_sweep_to_go 13',
    'autobalancer_sweep_idle_seconds 16.5',
    'autobalancer_watched_portfolios 1',
    'autobalancer_candidates 2',
    'autobalancer_backlog 3',
    'autobalancer_unpriced_symbols 1',
    'autobalancer_unjudged_portfolios 4',
    'autobalancer_signalling 0',
    'autobalancer_held_back{reason="market-closed"} 8',
  ];
  expect(await shown()).toEqual(first);
  expect(await shown()).toEqual(first);
  Object.assign(counters, { isSignalling: true, checks: 40, heldBack: { 'market-closed': 0 } });
  counters.ticks.dropped.absurd = 12;
  expect(await shown()).toEqual(
    expect.arrayContaining([
      'autobalancer_signalling 1',
      'autobalancer_checks_total 40',
      'autobalancer_held_back{reason="market-closed"} 0',
      'autobalancer_ticks_dropped_total{reason="absurd"} 12',
    ]),
  );
});
