import type { Portfolio } from '../api/types';
import { percent, usd } from '../format/amount';
import { durationText } from '../format/time';
import { Facts } from '../parts/facts';
import { Panel } from '../parts/panel';

/** The fields of the policy that people ask about first; all of them are in the details. */
export function PolicyFacts({ policy, version }: { policy: Portfolio['policy']; version: number }) {
  return (
    <Panel title={`Policy, version ${version}`}>
      <Facts
        of={[
          ['Drift threshold', `${percent(policy.driftThreshold)}, ${policy.driftMode}`],
          ...policy.assetClasses.map(({ name, band, symbols }): [string, string] => [
            `Class ${name}`,
            `${symbols.join(', ')}: band of ${band} ${policy.driftMode === 'absolute' ? 'points' : '% of its target'}`,
          ]),
          ['Destination', policy.destination],
          ['When a batch fails', policy.onFailure],
          ['Cash reserve', percent(policy.cashReserve)],
          ['Smallest order', usd(policy.minOrder)],
          [
            'Cooldown',
            `${restText(policy)} after a success, ${durationText(policy.cooldownAfterRollbackMs)} after a rollback`,
          ],
          ['Runs per day', policy.maxRunsPerDay === null ? 'no limit' : `at most ${policy.maxRunsPerDay}`],
        ]}
      />
      <details>
        <summary>All fields</summary>
        <Facts
          of={Object.entries(policy).map(([name, value]) => [name, <code key={name}>{JSON.stringify(value)}</code>])}
        />
      </details>
    </Panel>
  );
}

function restText({ cooldownAfterSuccessMs, cooldownAfterSuccessTradingDays: days }: Portfolio['policy']): string {
  if (days === 0) return durationText(cooldownAfterSuccessMs);
  return days === 1 ? '1 trading day' : `${days} trading days`;
}
