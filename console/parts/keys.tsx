import { Dialog } from '@base-ui/react/dialog';
import { useLayoutEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { SCREENS } from '../screens';

/** What a step to the portfolios carries when the next letters are meant for their search. */
export const SEARCH_TAKES_FOCUS = 'search takes focus';

/** The keys that work on every screen, and the help that `?` opens. */
export function Keys() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  // Before anything is painted, so that a screen never appears without its keys.
  useLayoutEffect(() => {
    let isGoing = false;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const screen = isGoing ? SCREENS.find(({ key }) => key === event.key) : undefined;
      isGoing = event.key === 'g' && !isGoing;
      if (screen !== undefined) void navigate(screen.path);
      else if (event.key === '?') setHelpOpen(true);
      else if (event.key === '/') focusSearch(() => void navigate('/portfolios', { state: SEARCH_TAKES_FOCUS }));
      else if (event.key === 'j' || event.key === 'k') focusRow(event.key === 'j' ? 1 : -1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);
  return (
    <Dialog.Root open={isHelpOpen} onOpenChange={setHelpOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="shade" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>Keys</Dialog.Title>
          <dl className="keys">
            <KeyLine keys={['/']} does="search portfolios by id" />
            <KeyLine keys={['j', 'k']} does="next row, previous row" />
            <KeyLine keys={['Enter']} does="open the row" />
            {SCREENS.map(({ key, title }) => (
              <KeyLine key={key} keys={['g', key]} does={`go to ${title}`} />
            ))}
            <KeyLine keys={['?']} does="this list" />
            <KeyLine keys={['Esc']} does="close" />
          </dl>
          <Dialog.Close className="button">Close</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function KeyLine({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </>
  );
}

/** Letters belong to a field that is written in, and to a dialog that is open. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  if (!(target instanceof Element)) return false;
  return target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]') !== null;
}

function focusSearch(orGoThere: () => void): void {
  const field = document.querySelector<HTMLElement>('[data-search]');
  if (field === null) orGoThere();
  else field.focus();
}

/** Moves the focus to the first link or button of the next row, or of the one before. */
function focusRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll('[data-row]')];
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by));
  rows[next]?.querySelector<HTMLElement>('a, button, summary')?.focus();
}
