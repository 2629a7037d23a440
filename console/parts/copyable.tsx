import { useState } from 'react';

/** An id that is copied by a click: nobody should have to mark it by hand. */
export function Copyable({ text, name, shown }: { text: string; name: string; shown?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span>
      {shown ?? <code>{text}</code>}
      <button type="button" className="copy" onClick={copy} onBlur={() => setCopied(false)}>
        {isCopied ? 'Copied' : 'Copy'}
        <span className="only-heard"> {name}</span>
      </button>
    </span>
  );
}
