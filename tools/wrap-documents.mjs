// Wraps the prose of the documents at 120 columns: `node tools/wrap-documents.mjs [FILE…]`, all of them when none is named.
// Code, tables, headings and HTML stay as they are. The generated pages are left alone: `npm run reference` writes them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const WIDTH = 120;
const GENERATED = new Set(['docs/cli.md', 'docs/configuration.md']);

const named = process.argv.slice(2);
const tracked = () => execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');
for (const file of named.length > 0 ? named : tracked()) {
  if (GENERATED.has(file)) continue;
  writeFileSync(file, wrapDocument(readFileSync(file, 'utf8')));
}

function wrapDocument(text) {
  const lines = [];
  let block;
  let fenced = false;
  const endBlock = () => {
    if (block !== undefined) lines.push(...wrapBlock(block));
    block = undefined;
  };
  for (const line of text.split('\n')) {
    const isFence = /^\s*```/.test(line);
    const isKept = fenced || isFence || /^\s*(?:[|<>#]|$)/.test(line);
    if (isFence) fenced = !fenced;
    const item = /^(\s*)(?:[-*+]|\d+\.)\s+/.exec(line);
    if (isKept || item !== null) endBlock();
    if (isKept) lines.push(line);
    else if (item !== null)
      block = { first: item[0], rest: ' '.repeat(item[0].length), text: line.slice(item[0].length) };
    else if (block !== undefined) block.text += ` ${line.trim()}`;
    else block = { first: /^\s*/.exec(line)[0], rest: /^\s*/.exec(line)[0], text: line.trim() };
  }
  endBlock();
  return lines.join('\n');
}

function wrapBlock({ first, rest, text }) {
  const lines = [];
  let line = first;
  for (const word of wordsOf(text)) {
    const isFirst = line === first || line === rest;
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Code is one word. What would begin a list or a heading at the start of a line stays with the word before it. */
function wordsOf(text) {
  const words = [];
  for (const [word] of text.matchAll(/(?:`[^`]*`|\S)+/g)) {
    if (words.length > 0 && /^(?:[-+*#>|=]+|\d+[.)])$/.test(word)) words[words.length - 1] += ` ${word}`;
    else words.push(word);
  }
  return words;
}
