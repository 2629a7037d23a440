/** Says in one line what each word means that the page uses. */
export function Meanings({ of }: { of: Readonly<Record<string, string>> }) {
  const each = Object.entries(of).map(([word, means]) => `${word}: ${means}`);
  return <p className="small quiet">{each.join('. ')}.</p>;
}
