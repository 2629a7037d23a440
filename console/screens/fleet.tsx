import { useTrading } from '../api/trading';
import { timeText } from '../format/time';
import { Facts } from '../parts/facts';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { Panel } from '../parts/panel';
import { StateTag } from '../parts/tag';

/** All portfolios at a glance. */
export function Fleet() {
  const trading = useTrading();
  return (
    <Page title="Fleet">
      <Loaded query={trading}>
        {({ position, reason, actor, since }, at) => (
          <Panel title="Trading" at={at}>
            <Facts
              of={[
                ['Position', <StateTag key="position" of={position} />],
                ['Why', reason],
                ['By', <code key="actor">{actor}</code>],
                ['Since', timeText(since)],
              ]}
            />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}
