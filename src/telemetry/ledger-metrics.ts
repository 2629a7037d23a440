import type { Gauge, Registry } from 'prom-client';
import type { Ledger, LedgerVitals } from '../ledger/ledger';
import { kindsOf } from './metrics';

/**
 * Adds gauges that are read from the ledger on each scrape. While the ledger cannot be read they are left out, and the other
 * metrics still show what is wrong. `now` is milliseconds since 1970.
 */
export function ledgerMetrics(registry: Registry, ledger: Pick<Ledger, 'vitals'>, now: () => number): void {
  const { gauge } = kindsOf(registry);
  let reading: Promise<LedgerVitals | undefined> | undefined;
  // A registry asks all its gauges at once and waits for each, so they share one query of the ledger.
  const read = () =>
    (reading ??= ledger
      .vitals()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      }));
  const shown = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    show: (gauge: Gauge<L>, vitals: LedgerVitals) => void,
  ) =>
    gauge(name, help, labelNames, async (one) => {
      const vitals = await read();
      if (vitals !== undefined) show(one, vitals);
      else if (labelNames.length === 0) one.remove();
      else one.reset();
    });
  const secondsSince = (time: string | null) => (time === null ? 0 : (now() - Date.parse(time)) / 1_000);
  shown('portfolios', 'Portfolios that are not traded, by status', ['status'], (portfolios, vitals) => {
    for (const [status, count] of Object.entries(vitals.portfolios)) portfolios.set({ status }, count);
  });
  shown('open_batches', 'Batches that are not closed, by state', ['state'], (batches, vitals) => {
    for (const [state, count] of Object.entries(vitals.openBatches)) batches.set({ state }, count);
  });
  shown('unknown_orders', 'Orders whose outcome the broker has not said yet', [], (unknown, { unknownOrders }) =>
    unknown.set(unknownOrders),
  );
  shown('refused_portfolios', 'Portfolios whose rebalance is refused, by refusal code', ['code'], (refused, vitals) => {
    refused.reset();
    for (const { code, count } of vitals.refused) refused.set({ code }, count);
  });
  shown(
    'refused_oldest_seconds',
    'How long the longest of these refusals has lasted, by refusal code',
    ['code'],
    (ages, vitals) => {
      ages.reset();
      for (const { code, oldest } of vitals.refused) ages.set({ code }, (now() - Date.parse(oldest)) / 1_000);
    },
  );
  shown(
    'oldest_open_batch_seconds',
    'Age of the oldest batch that is being executed; 0 when there is none',
    [],
    (oldest, { oldestPending }) => oldest.set(secondsSince(oldestPending)),
  );
  shown(
    'rollouts',
    'Roll-outs of models that are under way, and those that their own rule aborted within a day, by state',
    ['state'],
    (rollouts, vitals) => {
      for (const [state, count] of Object.entries(vitals.rollouts)) rollouts.set({ state }, count);
    },
  );
  shown(
    'oldest_cohort_seconds',
    'How long the longest of the running roll-outs has been at its cohort; 0 when none is running',
    [],
    (oldest, { oldestCohort }) => oldest.set(secondsSince(oldestCohort)),
  );
}
