import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { usePortfolio } from '../api/portfolios';
import { useRoleProblem } from '../api/roles';
import type { Portfolio } from '../api/types';
import { useLiveness } from '../parts/liveness';
import { Loaded } from '../parts/loaded';
import { Page } from '../parts/page';
import { PolicyEditor } from './policy-editor';
import { TargetEditor } from './target-editor';

/** Targets and policy of a portfolio, to be changed. */
export function SettingsScreen() {
  const { portfolioId = '' } = useParams();
  const query = usePortfolio(portfolioId);
  return (
    <Page title={`Settings of ${portfolioId}`} aside={<Link to={`/portfolios/${portfolioId}`}>The portfolio</Link>}>
      <Loaded query={query}>{({ portfolio }) => <Editors latest={portfolio} />}</Loaded>
    </Page>
  );
}

/**
 * What is edited is what was there when the editing began. When somebody else has changed it since, it can only be looked at again: two
 * people must not undo each other unseen.
 */
function Editors({ latest }: { latest: Portfolio }) {
  const [seen, setSeen] = useState(latest);
  const [said, setSaid] = useState<string>();
  const roleProblem = useRoleProblem('setTargets');
  const { whyNot } = useLiveness();
  const isOld = latest.settingsRevision > seen.settingsRevision;
  const why =
    whyNot ??
    roleProblem ??
    (seen.status === 'CLOSED' ? 'It is CLOSED.' : undefined) ??
    (isOld ? 'Somebody has changed the settings meanwhile: look again.' : undefined);
  const onSaved = (what: string) => (saved: Portfolio) => {
    setSeen(saved);
    setSaid(`${what} are saved. The next batch is planned by them.`);
  };
  return (
    <>
      {isOld && (
        <div className="note warn row" role="alert">
          <span>Somebody has changed the settings since you began. What you see is what they were before.</span>
          <button
            type="button"
            className="button"
            onClick={() => {
              setSeen(latest);
              setSaid(undefined);
            }}
          >
            Look again
          </button>
        </div>
      )}
      {said !== undefined && (
        <p className="note" role="status">
          {said}
        </p>
      )}
      <TargetEditor key={`targets ${seen.settingsRevision}`} of={seen} why={why} onSaved={onSaved('The targets')} />
      <PolicyEditor key={`policy ${seen.settingsRevision}`} of={seen} why={why} onSaved={onSaved('The fields')} />
    </>
  );
}
