import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoleProblem } from '../api/roles';
import { addRestriction } from '../api/settings';
import type { Restriction } from '../api/types';
import { ActionButton } from '../parts/action-button';
import { Confirm } from '../parts/confirm';
import { useLiveness } from '../parts/liveness';

type Kind = Restriction['kind'];

interface RestrictionFormProps {
  portfolioId: string;
  /** What each kind means, after the name of a symbol. */
  means: Readonly<Record<Kind, string>>;
}

/** Keeps the portfolio from trading a symbol. The reason is asked for before it is done. */
export function RestrictionForm({ portfolioId, means }: RestrictionFormProps) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind>('no-buy');
  const [day, setDay] = useState('');
  const [isAsking, setAsking] = useState(false);
  const roleProblem = useRoleProblem('addRestriction');
  const { whyNot } = useLiveness();
  const queries = useQueryClient();
  const symbol = text.trim().toUpperCase();
  const why = whyNot ?? roleProblem ?? (symbol === '' ? 'Name a symbol first' : undefined);
  return (
    <div className="row filters empty">
      <label className="field">
        <b>Symbol</b>
        <input className="input" size={8} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className="field">
        <b>What</b>
        <select className="input" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {Object.entries(means).map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <b>Until (UTC)</b>
        <input className="input" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </label>
      <ActionButton why={why} onClick={() => setAsking(true)}>
        Restrict
      </ActionButton>
      {isAsking && (
        <Confirm
          title={`Restrict ${symbol} in ${portfolioId}?`}
          verb="Restrict"
          asksFor="Why"
          onClose={() => setAsking(false)}
          onConfirm={async (reason, once) => {
            const until = day === '' ? null : `${day}T00:00:00.000Z`;
            await addRestriction(portfolioId, { symbol, kind }, { reason, until }, once);
            await queries.invalidateQueries();
            setText('');
            setDay('');
          }}
        >
          {symbol} {means[kind]} from the next plan on,{' '}
          {day === '' ? 'until somebody removes the restriction' : `until ${day} 00:00 UTC`}. An open batch goes on.
        </Confirm>
      )}
    </div>
  );
}
