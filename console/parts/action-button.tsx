import { type ReactNode, useId } from 'react';

interface ActionButtonProps {
  children: ReactNode;
  onClick: () => void;
  /** Why it cannot be pressed now; it stays where it is, and says so. */
  why?: string | null | undefined;
  /** Where the next button has the same reason, it is seen once, and heard with both. */
  isWhyHidden?: boolean;
  tone?: 'main' | 'danger' | undefined;
  type?: 'button' | 'submit';
}

/** A button that says why it is disabled. It keeps the focus then, so that the reason can be reached by keyboard. */
export function ActionButton({
  children,
  onClick,
  why,
  isWhyHidden = false,
  tone,
  type = 'button',
}: ActionButtonProps) {
  const id = useId();
  const isOff = why !== undefined && why !== null;
  return (
    <span className="row">
      <button
        type={type}
        className={tone === undefined ? 'button' : `button ${tone}`}
        aria-disabled={isOff}
        aria-describedby={isOff ? id : undefined}
        onClick={(event) => {
          if (type === 'submit' && !isOff) return;
          event.preventDefault();
          if (!isOff) onClick();
        }}
      >
        {children}
      </button>
      {isOff && (
        <span id={id} className={isWhyHidden ? 'only-heard' : 'small quiet'}>
          {why}
        </span>
      )}
    </span>
  );
}
