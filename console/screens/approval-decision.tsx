import { useQueryClient } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import { type Approval, decide } from '../api/approvals';
import { useRoleProblem, WhoContext } from '../api/roles';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { deedOf } from './deed';

/** Approve or reject; who proposed it may take it back. Who may approve it is the API's to say. */
export function Decision({ of: approval }: { of: Approval }) {
  const [asked, setAsked] = useState<'approve' | 'reject'>();
  const { principal } = useContext(WhoContext);
  const [approverProblem, rejecterProblem] = [useRoleProblem('approveProposal'), useRoleProblem('rejectProposal')];
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  if (approval.state !== 'PENDING') return null;
  const isMine = approval.proposedBy === principal;
  const back = isMine ? 'Withdraw' : 'Reject';
  return (
    <span className="stack tight">
      <ActionButton why={whyNot ?? approverProblem ?? approval.whyNot?.message} onClick={() => setAsked('approve')}>
        Approve
      </ActionButton>
      <ActionButton why={whyNot ?? rejecterProblem} onClick={() => setAsked('reject')}>
        {back}
      </ActionButton>
      {asked !== undefined && (
        <Confirm
          title={asked === 'approve' ? `${deedOf(approval)}?` : `${back} this proposal?`}
          verb={asked === 'approve' ? 'Approve' : back}
          {...(asked === 'approve' && { typed: approval.subject })}
          asksFor="Why"
          onClose={() => setAsked(undefined)}
          onConfirm={async (note, once) => {
            await decide(approval.id, asked, note, once);
            await queries.invalidateQueries();
          }}
        >
          <p>
            {approval.proposedBy} proposed: {deedOf(approval)}.{' '}
            {asked === 'approve'
              ? 'It is done as soon as you approve it. If what it is about has changed since it was proposed, nothing is done.'
              : 'Nothing is done. It can be proposed again.'}
          </p>
        </Confirm>
      )}
    </span>
  );
}
