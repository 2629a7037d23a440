import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoleProblem } from '../api/roles';
import { changeRollout, type Rollout } from '../api/rollouts';
import { ActionButton } from '../parts/action-button';
import { Confirm, type ConfirmProps } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';

type Verb = 'pause' | 'resume' | 'abort';

/** What can be done to a roll-out: to stop it takes a reason, to go on or to end it the name of the model as well. */
export function RolloutActions({ of }: { of: Rollout }) {
  const [asking, setAsking] = useState<Verb>();
  const operator = useRoleProblem('pauseRollout');
  const approver = useRoleProblem('resumeRollout');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  if (of.state === 'ABORTED' || of.state === 'DONE') return null;
  const isPaused = of.state === 'PAUSED';
  return (
    <section className="row" aria-label="Actions">
      {isPaused ? (
        <ActionButton why={whyNot ?? approver} isWhyHidden={operator !== undefined} onClick={() => setAsking('resume')}>
          Go on
        </ActionButton>
      ) : (
        <ActionButton why={whyNot ?? operator} isWhyHidden={operator !== undefined} onClick={() => setAsking('pause')}>
          Pause
        </ActionButton>
      )}
      <ActionButton tone="danger" why={whyNot ?? operator} onClick={() => setAsking('abort')}>
        Abort
      </ActionButton>
      {asking !== undefined && (
        <Confirm
          {...asked(asking, of)}
          asksFor="Why"
          onClose={() => setAsking(undefined)}
          onConfirm={async (why, once) => {
            await changeRollout(asking, of.id, why, once);
            await queries.invalidateQueries();
          }}
        />
      )}
    </section>
  );
}

function asked(
  verb: Verb,
  { modelId, version }: Rollout,
): Pick<ConfirmProps, 'title' | 'verb' | 'children'> & {
  typed?: string;
  isDangerous?: boolean;
} {
  const what = `version ${version} of ${modelId}`;
  switch (verb) {
    case 'pause':
      return {
        title: `Pause the roll-out of ${what}?`,
        verb: 'Pause',
        children: 'No other portfolio gets the version until somebody goes on. Those that have it keep it, and trade.',
      };
    case 'resume':
      return {
        title: `Go on with the roll-out of ${what}?`,
        verb: 'Go on',
        typed: modelId,
        children: 'More portfolios get the version, and trade as soon as they are seen to have drifted.',
      };
    case 'abort':
      return {
        title: `Abort the roll-out of ${what}?`,
        verb: 'Abort',
        typed: modelId,
        isDangerous: true,
        children:
          'No other portfolio ever gets the version by this roll-out. Those that have it keep it: the way back is a roll-out of the version before.',
      };
  }
}
