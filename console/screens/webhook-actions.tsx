import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useRoleProblem } from '../api/roles';
import {
  removeWebhook,
  rotateSecret,
  sendAgain,
  sendTest,
  setEnabled,
  type Webhook,
  type WebhookDelivery,
} from '../api/webhooks';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';
import { ShownOnce } from '../parts/shown-once';

const DISABLED = 'It is disabled: enable it first';

/** What can be done to a webhook. A new secret is shown until the screen is left, and never again. */
export function WebhookActions({ of: { id, url, enabled } }: { of: Webhook }) {
  const [secret, setSecret] = useState<string>();
  const admin = useRoleProblem('changeWebhook');
  const operator = useRoleProblem('testWebhook');
  const navigate = useNavigate();
  return (
    <section className="stack" aria-label="Actions">
      <div className="row">
        <Act verb="Send a test" why={operator ?? (enabled ? undefined : DISABLED)} act={(once) => sendTest(id, once)}>
          A message of the kind <code>WEBHOOK_TEST</code> is sent to {url} now.
        </Act>
        <Act
          verb={enabled ? 'Disable' : 'Enable'}
          why={admin}
          isWhyHidden={admin !== undefined && operator !== undefined}
          act={(once) => setEnabled(id, !enabled, once)}
        >
          {enabled ? 'Events wait until it is enabled again.' : 'What has happened meanwhile is sent.'}
        </Act>
        <Act
          verb="Make a new secret"
          why={admin}
          isWhyHidden={admin !== undefined}
          act={async (once) => setSecret((await rotateSecret(id, once)).secret)}
        >
          For a day, messages are signed with the secret before as well, so that the receiver can change over.
        </Act>
        <Act
          verb="Remove"
          why={admin}
          isWhyHidden={admin !== undefined}
          typed={id}
          act={async (once) => {
            await removeWebhook(id, once);
            void navigate('/webhooks');
          }}
        >
          Nothing is sent to {url} any more. Its secrets and its messages are deleted. This cannot be undone.
        </Act>
      </div>
      {secret !== undefined && <ShownOnce secret={secret} name="signing secret" />}
    </section>
  );
}

/** The same message again, with the same id: a receiver that has it knows. */
export function SendAgain({ of, isEnabled }: { of: WebhookDelivery; isEnabled: boolean }) {
  const role = useRoleProblem('resendWebhookDelivery');
  return (
    <Act
      verb="Send again"
      why={role ?? (isEnabled ? undefined : DISABLED)}
      isWhyHidden
      act={(once) => sendAgain(of, once)}
    >
      The message {of.event} is sent now, with the same id. A receiver that has it already can tell.
    </Act>
  );
}

interface ActProps {
  verb: string;
  why: string | undefined;
  isWhyHidden?: boolean;
  /** What has to be typed first, where it cannot be undone. */
  typed?: string;
  act: (once: string) => Promise<unknown>;
  /** What follows from it. */
  children: ReactNode;
}

function Act({ verb, why, isWhyHidden = false, typed, act, children }: ActProps) {
  const [isAsking, setAsking] = useState(false);
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  return (
    <>
      <ActionButton
        tone={typed === undefined ? undefined : 'danger'}
        why={whyNot ?? why}
        isWhyHidden={isWhyHidden}
        onClick={() => setAsking(true)}
      >
        {verb}
      </ActionButton>
      {isAsking && (
        <Confirm
          title={`${verb}?`}
          verb={verb}
          {...(typed !== undefined && { typed, isDangerous: true })}
          onClose={() => setAsking(false)}
          onConfirm={async (_text, once) => {
            await act(once);
            await queries.invalidateQueries({ queryKey: ['webhooks'] });
          }}
        >
          <p>{children}</p>
        </Confirm>
      )}
    </>
  );
}
