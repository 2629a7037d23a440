// Who asks for something, as one text that the audit keeps. docs/decisions/0012 has the rules.
//
// user:<issuer>#<subject>   a person whom an identity provider has named
// key:<id>#<owner>          somebody with a key of ours that was made for this person: a plain name, or user:<issuer>#<subject>
// key:<id>                  a program with a key of ours
// cli:<login>@<host>        a person at a command line; the login is what the machine, or --actor, says
// program:<name>            a program that embeds this package
// temporal:<name>           somebody who sent a message to Temporal directly and claimed this name

import { invariant } from './invariant';

declare const principal: unique symbol;
export type Principal = string & { readonly [principal]: true };

export type PrincipalParts =
  | { kind: 'user'; issuer: string; subject: string }
  | { kind: 'key'; id: string; owner?: string }
  | { kind: 'cli'; login: string; host: string }
  | { kind: 'program'; name: string }
  | { kind: 'temporal'; name: string };

/** By which door it was asked. */
export const DOORS = ['cli', 'api', 'console', 'program', 'temporal'] as const;
export type Door = (typeof DOORS)[number];

/** Returns the text form. Check what a person typed with `principalProblem` first. */
export function principalOf(parts: PrincipalParts): Principal {
  const problem = principalProblem(parts);
  invariant(problem === undefined, `a principal can be read back (${problem})`);
  return textOf(parts) as Principal;
}

/** Returns what keeps `parts` from being a principal, as a sentence, or undefined. */
export function principalProblem(parts: PrincipalParts): string | undefined {
  for (const [part, value] of Object.entries(parts)) {
    if (value.trim() === '') return `the ${part} must not be empty`;
    if (CONTROL.test(value)) return `the ${part} must be one line of plain text`;
  }
  const text = textOf(parts);
  if (text.length > LENGTH_MAX) return `must have at most ${LENGTH_MAX} characters`;
  return sameParts(parse(text), parts) ? undefined : `must not have the sign that separates its parts`;
}

/** Returns the parts of a principal's text, or undefined when it is none. */
export function parsePrincipal(text: string): PrincipalParts | undefined {
  const parts = parse(text);
  return parts === undefined || principalProblem(parts) !== undefined ? undefined : parts;
}

/** Returns the principal of a name that arrived through Temporal. Nobody has checked it, whatever it looks like. */
export function claimedPrincipal(name: string): Principal {
  const plain = name
    .replace(CONTROLS, ' ')
    .trim()
    .slice(0, LENGTH_MAX - PREFIX_MAX);
  return principalOf({ kind: 'temporal', name: plain === '' ? 'unknown' : plain });
}

const LENGTH_MAX = 300;
const PREFIX_MAX = 20;
const CONTROL = /\p{Cc}/u;
const CONTROLS = /\p{Cc}/gu;

function textOf(parts: PrincipalParts): string {
  switch (parts.kind) {
    case 'user':
      return `user:${parts.issuer}#${parts.subject}`;
    case 'key':
      return parts.owner === undefined ? `key:${parts.id}` : `key:${parts.id}#${parts.owner}`;
    case 'cli':
      return `cli:${parts.login}@${parts.host}`;
    case 'program':
    case 'temporal':
      return `${parts.kind}:${parts.name}`;
  }
}

/** An issuer is a URL without "#", a host has no "@", the id of a key has no "#". */
function parse(text: string): PrincipalParts | undefined {
  const [, kind, rest = ''] = /^(user|key|cli|program|temporal):(.*)$/s.exec(text) ?? [];
  switch (kind) {
    case 'user': {
      const at = rest.indexOf('#');
      return at < 0 ? undefined : { kind, issuer: rest.slice(0, at), subject: rest.slice(at + 1) };
    }
    case 'cli': {
      const at = rest.lastIndexOf('@');
      return at < 0 ? undefined : { kind, login: rest.slice(0, at), host: rest.slice(at + 1) };
    }
    case 'key': {
      const at = rest.indexOf('#');
      return at < 0 ? { kind, id: rest } : { kind, id: rest.slice(0, at), owner: rest.slice(at + 1) };
    }
    case 'program':
    case 'temporal':
      return { kind, name: rest };
    case undefined:
    default:
      return undefined;
  }
}

function sameParts(one: PrincipalParts | undefined, other: PrincipalParts): boolean {
  return one !== undefined && JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other));
}
