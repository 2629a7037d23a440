import type { Who } from './api/roles';
import { useTrading } from './api/trading';
import { Age } from './parts/age';
import { StateTag } from './parts/tag';
import { ThemeSwitch } from './parts/theme-switch';

/** On every screen: whether trading is on, who one is, and the way out. */
export function TopLine({ who, onLeave }: { who: Who; onLeave: () => Promise<void> }) {
  const { data: trading, dataUpdatedAt } = useTrading();
  return (
    <div className="top">
      <span className="row">
        <span className="quiet">Trading</span>
        {trading !== undefined && <StateTag of={trading.position} />}
        <Age at={dataUpdatedAt} />
      </span>
      <span className="row push">
        <span className="small">
          <code>{who.principal}</code> <span className="quiet">{who.role}</span>
        </span>
        <ThemeSwitch />
        <button type="button" className="button plain" onClick={() => void onLeave()}>
          Log out
        </button>
      </span>
    </div>
  );
}
