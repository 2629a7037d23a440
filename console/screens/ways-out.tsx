import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { resolve } from '../api/act';
import { useRoleProblem } from '../api/roles';
import type { StaleEvidence } from '../api/types';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { Panel } from '../parts/panel';

type Way = StaleEvidence['waysOut'][number];

/** What may be done, the most likely first, and why the rest may not. What a person decides names the evidence that they saw. */
export function WaysOut({ portfolioId, stale }: { portfolioId: string; stale: StaleEvidence }) {
  const [chosen, setChosen] = useState<{ way: Way; evidence: string | null }>();
  const [verdict, setVerdict] = useState<string>();
  const roleProblem = useRoleProblem('resolveStale');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  const act = async ({ way, evidence }: NonNullable<typeof chosen>, note: string, once: string) => {
    const body = { action: way.action, note, ...(evidence !== null && { evidence }) };
    const { status, reason, message } = await resolve(portfolioId, body, once);
    setVerdict(`${status}${reason === null ? '' : ` (${reason})`}: ${message}`);
    await queries.invalidateQueries();
  };
  return (
    <Panel title="What can be done">
      <div className="stack">
        {verdict !== undefined && (
          <p className="note" role="status">
            {verdict}
          </p>
        )}
        {stale.waysOut.map((way) => (
          <section key={way.action} className="way" aria-label={way.action} data-row="">
            <h3>{way.action}</h3>
            <p>{way.does}</p>
            {way.cost !== null && <p className="figure">Now: {way.cost}</p>}
            <ActionButton
              why={whyNot ?? roleProblem ?? way.whyNot}
              onClick={() => setChosen({ way, evidence: stale.evidence.hash })}
            >
              {`Choose ${way.action}`}
            </ActionButton>
          </section>
        ))}
        {chosen !== undefined && (
          <Confirm
            title={`${chosen.way.action} for ${portfolioId}?`}
            verb={chosen.way.action}
            typed={portfolioId}
            asksFor="Why"
            isDangerous
            onClose={() => setChosen(undefined)}
            onConfirm={(note, once) => act(chosen, note, once)}
          >
            <p>It {chosen.way.does}.</p>
            {chosen.way.cost !== null && <p>Now: {chosen.way.cost}</p>}
            {chosen.evidence !== null && (
              <p className="small quiet">
                The decision names evidence <code>{chosen.evidence}</code>. Nothing is done if the account has changed
                by then.
              </p>
            )}
          </Confirm>
        )}
      </div>
    </Panel>
  );
}
