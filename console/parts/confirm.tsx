import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useId, useState } from 'react';
import { ActionButton } from './action-button';
import { useLiveness } from './liveness';
import { ProblemNote } from './problem-note';
import { useSubmit } from './submit';

export interface ConfirmProps {
  /** What happens, as a question: "Halt all trading?" */
  title: string;
  /** What follows from it. */
  children: ReactNode;
  /** The button that does it. */
  verb: string;
  /** What has to be typed first: the more damage, the more friction. Halting has none. */
  typed?: string;
  /** What a text is asked for, if one is: "Why" */
  asksFor?: string;
  isDangerous?: boolean;
  /** Does it, with the text. `once` is the same for each try at the same wish. What it throws is shown, and the dialog stays. */
  onConfirm: (text: string, once: string) => Promise<void>;
  onClose: () => void;
}

/** Asks before something is done. It stays open until it was done, and shows what was refused. */
export function Confirm({ title, children, verb, typed, asksFor, isDangerous, onConfirm, onClose }: ConfirmProps) {
  const [text, setText] = useState('');
  const [word, setWord] = useState('');
  const [once, setOnce] = useState(() => crypto.randomUUID());
  const { whyNot } = useLiveness();
  const ids = [useId(), useId()] as const;
  const missing =
    whyNot ??
    (asksFor !== undefined && text.trim() === '' ? `Fill in “${asksFor}”` : undefined) ??
    (typed !== undefined && word !== typed ? `Type ${typed} first` : undefined);
  const { onSubmit, why, error, isBusy } = useSubmit(missing, async () => {
    await onConfirm(text.trim(), once);
    onClose();
  });
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && !isBusy && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="shade" />
        <AlertDialog.Popup className="dialog" render={<form onSubmit={onSubmit} />}>
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description className="stack" render={<div />}>
            {children}
          </AlertDialog.Description>
          {asksFor !== undefined && (
            <div className="field">
              <label htmlFor={ids[0]}>{asksFor}</label>
              <textarea
                id={ids[0]}
                className="input"
                maxLength={1_000}
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setOnce(crypto.randomUUID());
                }}
              />
            </div>
          )}
          {typed !== undefined && (
            <div className="field">
              <label htmlFor={ids[1]}>
                Type <code>{typed}</code> to confirm
              </label>
              <input
                id={ids[1]}
                className="input"
                autoComplete="off"
                spellCheck={false}
                value={word}
                onChange={(event) => setWord(event.target.value)}
              />
            </div>
          )}
          {error !== null && <ProblemNote error={error} />}
          <div className="row">
            <ActionButton type="submit" tone={isDangerous ? 'danger' : 'main'} why={why} onClick={() => undefined}>
              {verb}
            </ActionButton>
            <AlertDialog.Close className="button">Cancel</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
