import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { setPolicy } from '../api/settings';
import type { Portfolio } from '../api/types';
import { changesOf, POLICY_FIELDS, type PolicyField, textOf } from '../format/policy-fields';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { Panel } from '../parts/panel';

interface EditorProps {
  of: Portfolio;
  /** Why nothing can be changed now. */
  why: string | undefined;
  onSaved: (saved: Portfolio) => void;
}

/** Every field of the policy; only those that are changed are sent, with the reason. */
export function PolicyEditor({ of: { id, policy, policyVersion, settingsRevision }, why, onSaved }: EditorProps) {
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, textOf(policy, field)])),
  );
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const changes = changesOf(policy, texts);
  const problem =
    why ?? ('problem' in changes ? changes.problem : changes.changed.length === 0 ? 'Nothing is changed' : undefined);
  return (
    <Panel title={`Policy, version ${policyVersion}`}>
      <div className="stack">
        <div className="fields">
          {POLICY_FIELDS.map((field) => (
            <Field
              key={field.name}
              field={field}
              text={texts[field.name] ?? ''}
              onText={(text) => setTexts((now) => ({ ...now, [field.name]: text }))}
            />
          ))}
        </div>
        <ActionButton tone="main" why={problem} onClick={() => setAsking(true)}>
          Save the policy
        </ActionButton>
      </div>
      {isAsking && !('problem' in changes) && (
        <Confirm
          title={`Change the policy of ${id}?`}
          verb="Save"
          asksFor="Why"
          onClose={() => setAsking(false)}
          onConfirm={async (reason, once) => {
            onSaved(await setPolicy(id, settingsRevision, { fields: changes.fields, reason }, once));
            await queries.invalidateQueries();
          }}
        >
          <ul>
            {changes.changed.map((field) => (
              <li key={field.name}>
                {field.label}: {shown(textOf(policy, field), field)} → {shown(texts[field.name] ?? '', field)}
              </li>
            ))}
          </ul>
          <p>The next batch is planned by it. A batch that is open keeps its own.</p>
        </Confirm>
      )}
    </Panel>
  );
}

function Field({ field, text, onText }: { field: PolicyField; text: string; onText: (text: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      {field.choices === undefined ? (
        <input
          id={id}
          className="input"
          inputMode="decimal"
          placeholder={field.empty}
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      ) : (
        <select id={id} className="input" value={text} onChange={(event) => onText(event.target.value)}>
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
    </div>
  );
}

function shown(text: string, { empty }: PolicyField): string {
  return text.trim() === '' ? (empty ?? 'nothing') : text.trim();
}
