/** What a native writer would not say, and what to say instead. The rules are in CONTRIBUTING.md, "Words". */
const NOT_PLAIN: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bwho(?:m|so)?ever\b/gi, 'anyone who'],
  [/\b(?:afresh|anew)\b/gi, 'again'],
  [
    /\b(?:for|at most|at least|after|wait|takes?|stays?|closed|away|open) so (?:long|many)\b(?! (?:as|that))/gi,
    'this long, this many',
  ],
  [/\bof (?:before|then)\b(?! (?:the|a|an|it|its|each|any)\b)/gi, 'earlier, from before'],
  [/\balso not (?:one|a|the|when|if)\b/gi, 'not even one'],
  [/\bfor good\b/gi, 'permanently'],
  [/(?<![\w/.-])stands?(?![\w/-]|\.\w|'| (?:for|in for|in the way|up|by|out)\b)/gi, 'is, appears, stays'],
  [/\bstood still\b/gi, 'was stuck, did not move'],
  [/\bnews (?:of|are)\b/gi, 'news about … is'],
  [/\bmend(?:s|ed|ing)?\b/gi, 'fix'],
  [/\b(?:is|are) (?!milliseconds|seconds|and)\w+ since\b(?! (?:then|it|they|no)\b)/gi, 'has been … since'],
  [/\bgo(?:es)? nowhere\b/gi, 'is not configured'],
  [/\bput in\b(?! (?:order|front|place|the|a)\b)/gi, 'inserted'],
];

/** Returns each of these that `text` uses, as "found (say: instead)". */
export function notPlainIn(text: string): string[] {
  const unwrapped = text.replaceAll(/\s*\n\s*(?:\/\/|\*|--|#)?\s*/g, ' ');
  return NOT_PLAIN.flatMap(([pattern, instead]) =>
    [...unwrapped.matchAll(pattern)].map(([found]) => `${found} (say: ${instead})`),
  );
}
