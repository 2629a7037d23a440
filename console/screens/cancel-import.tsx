import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { cancelImport } from '../api/imports';
import { useRoleProblem } from '../api/roles';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';

/** Cancels an import while nothing of it is stored. */
export function CancelImport({ importId }: { importId: string }) {
  const [isAsking, setAsking] = useState(false);
  const roleProblem = useRoleProblem('cancelImport');
  const { whyNot } = useLiveness();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (
    <>
      <ActionButton why={whyNot ?? roleProblem} onClick={() => setAsking(true)}>
        Cancel the import
      </ActionButton>
      {isAsking && (
        <Confirm
          title="Cancel this import?"
          verb="Cancel the import"
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            await cancelImport(importId, once);
            void navigate('/imports');
            await queries.invalidateQueries({ queryKey: ['imports'] });
          }}
        >
          Nothing of it is stored, and it is deleted with its lines. Once its portfolios are being stored, it goes on to
          its end.
        </Confirm>
      )}
    </>
  );
}
