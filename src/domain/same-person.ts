// Whether two principals are certainly two people. What takes two people asks here, and the schema has the same rules (is_same_person in its
// migrations; a test compares them). docs/decisions/0012 says why.
//
// S1. A program, or a key without an owner, is nobody's second person: who is behind it is not known.
// S2. Two users are two people when issuer or subject differ.
// S3. A user beside a name that nobody has checked may be the same person at another door.
// S4. Names that nobody has checked are compared in whatever way they are written: a login on two hosts is one person, and so is a login
//     and the same name claimed through Temporal. What was recorded before there were principals is such a name.
// S5. A key with an owner is its owner. Who made it has seen its secret, and may be behind it as well; so may who made the key that made it.

import { parsePrincipal } from './principal';

/** The person a key was made for, and everybody who may have had its secret before: who made it, and who is behind that one's key. */
export interface KeyPeople {
  /** "user:<issuer>#<subject>", a plain name, or null. */
  owner: string | null;
  makers: readonly string[];
}

/** Keys by id. One that is not among them has nobody. */
export type Keys = ReadonlyMap<string, KeyPeople>;

/** Why two principals are not certainly two people, as the second one reads it. */
export const SAME_PERSON_SENTENCES = {
  OWN_PROPOSAL: 'You proposed it yourself, perhaps by another door.',
  ASKER_UNKNOWN:
    'Nobody knows which person you are: a program is nobody, and so is a key without an owner. Ask an admin for a key with an owner.',
  PROPOSER_UNKNOWN:
    'Nobody knows who proposed it: a program, or a key without an owner. Propose it yourself, and let somebody else approve yours.',
  SAME_MAKER:
    'Who made a key may be behind it, and somebody who made one of your two keys is on both sides. One of you needs a key that another person made.',
  NOT_CERTAIN:
    'One of you is known to an identity provider, and the other one by a name that nobody has checked: you may be the same person.',
} as const;

export type SamePersonWhy = keyof typeof SAME_PERSON_SENTENCES;

/** False only when they are certainly two people. */
export function isSamePerson(one: string, other: string, keys: Keys): boolean {
  return whySamePerson(one, other, keys) !== undefined;
}

/** Undefined when they are certainly two people. */
export function whySamePerson(proposer: string, asker: string, keys: Keys): SamePersonWhy | undefined {
  const [first, second] = [peopleBehind(proposer, keys), peopleBehind(asker, keys)];
  if (proposer === asker || isCertainlyOne(first[0], second[0])) return 'OWN_PROPOSAL';
  if (second.some(isNobody)) return 'ASKER_UNKNOWN';
  if (first.some(isNobody)) return 'PROPOSER_UNKNOWN';
  const pairs = first.flatMap((one) => second.map((other) => [one, other] as const));
  if (pairs.some(([one, other]) => isCertainlyOne(one, other))) return 'SAME_MAKER';
  return pairs.some(([one, other]) => isUser(one) !== isUser(other)) ? 'NOT_CERTAIN' : undefined;
}

/** True when it is known which person this is, so that somebody else can be the second one. */
export function isKnown(principal: string, keys: Keys): boolean {
  return !peopleBehind(principal, keys).some(isNobody);
}

/** S5: returns everybody who may be behind a principal, the one it stands for first. */
export function peopleBehind(principal: string, keys: Keys): [string, ...string[]] {
  const [, id, owner] = KEY_WITH_OWNER.exec(principal) ?? [];
  const key = id === undefined ? undefined : keys.get(id);
  return owner === undefined || key?.owner !== owner ? [principal] : [owner, ...key.makers];
}

const KEY_WITH_OWNER = /^key:([^#]+)#(.+)$/s;

/** S1 */
function isNobody(person: string): boolean {
  return /^(key|program):./s.test(person);
}

/** S2 and S4 */
function isCertainlyOne(one: string, other: string): boolean {
  if (isNobody(one) || isNobody(other)) return false;
  return isUser(one) || isUser(other) ? one === other : personName(one) === personName(other);
}

function isUser(person: string): boolean {
  return parsePrincipal(person)?.kind === 'user';
}

/** The schema takes names in the same way (person_name in its migrations). */
function personName(text: string): string {
  const parts = parsePrincipal(text);
  if (parts?.kind === 'temporal') return personName(parts.name);
  return plainName(parts?.kind === 'cli' ? parts.login : text);
}

/** One way of writing for a name that can be written in several. */
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}
