import type { Fleet } from '../api/types';
import { count } from '../format/amount';
import { durationText } from '../format/time';
import { Age, useNow } from '../parts/age';
import { DriftHistogram } from '../parts/drift-histogram';
import { Facts } from '../parts/facts';
import { Panel } from '../parts/panel';

type Watch = NonNullable<Fleet['watching']>;

/** A monitor reports every few seconds; one of a million portfolios, less often. */
const SILENT_AFTER_MS = 60_000;

/** What the monitors see: how far portfolios have drifted, who waits for a turn, and how old the prices are. */
export function Watching({ of: { watching, isBreakerTripped } }: { of: Fleet }) {
  const now = useNow();
  if (watching === null)
    return (
      <Panel title="Drift">
        <p className="quiet">No monitor has reported yet.</p>
      </Panel>
    );
  const at = Date.parse(watching.at);
  const isSilent = now - at > SILENT_AFTER_MS;
  return (
    <div className="columns">
      <Panel title="Drift" at={at}>
        <div className="stack">
          {isSilent && <p className="note bad">No monitor reports. Nobody is asked for a rebalance meanwhile.</p>}
          <DriftHistogram counts={watching.drifts} />
          {watching.unjudged > 0 && (
            <p className="small">{count(watching.unjudged)} cannot be judged: a price is missing.</p>
          )}
        </div>
      </Panel>
      <Panel title="Rebalances" at={at}>
        <Facts
          of={[
            ['Waiting for a turn', count(watching.waiting)],
            ['Running', count(watching.running)],
            ['Ended per minute', count(watching.endedPerMinute)],
            ['Time left', timeLeftText(watching)],
            ['Held back', watching.heldBack === null ? 'no' : watching.heldBack.replaceAll('-', ' ')],
            [
              'Newest price',
              watching.pricedAt === null ? 'none yet' : <Age key="price" at={watching.pricedAt} label="" />,
            ],
            [
              'Breaker',
              isBreakerTripped ? (
                <b key="breaker" className="tag-bad">
                  ! tripped: trading is halted
                </b>
              ) : (
                'not tripped'
              ),
            ],
            ['Monitors', count(watching.monitors)],
          ]}
        />
      </Panel>
    </div>
  );
}

function timeLeftText({ waiting, secondsLeft }: Watch): string {
  if (waiting === 0) return 'nobody waits';
  if (secondsLeft === null) return 'not known: none has ended lately';
  return `about ${secondsLeft < 120 ? durationText(secondsLeft * 1_000) : durationText(Math.ceil(secondsLeft / 60) * 60_000)}`;
}
