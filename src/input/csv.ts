// CSV by RFC 4180, without line breaks inside quotes: a record is a line, so that what is wrong has the number of a line.

import { InputRefused } from './refused';

/** Returns the fields of a line. @throws InputRefused INVALID_FILE */
export function parseCsvLine(line: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; ) {
    const { text, end } = line[at] === '"' ? quoted(line, at + 1) : plain(line, at);
    fields.push(text);
    if (end === line.length) return fields;
    if (line[end] !== ',') throw refused('after a closing quote only a comma may follow');
    at = end + 1;
  }
}

export function csvLine(fields: readonly string[]): string {
  return fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

function plain(line: string, from: number): { text: string; end: number } {
  const comma = line.indexOf(',', from);
  const end = comma < 0 ? line.length : comma;
  const text = line.slice(from, end);
  if (text.includes('"')) throw refused('a field with a quote in it must be in quotes, with that quote written twice');
  return { text, end };
}

function quoted(line: string, from: number): { text: string; end: number } {
  for (let at = from; ; at += 2) {
    at = line.indexOf('"', at);
    if (at < 0) throw refused('a quote is not closed on its line');
    if (line[at + 1] !== '"') return { text: line.slice(from, at).replaceAll('""', '"'), end: at + 1 };
  }
}

function refused(message: string): InputRefused {
  return new InputRefused('INVALID_FILE', 'line', message);
}
