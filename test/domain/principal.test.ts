import {
  claimedPrincipal,
  isSamePerson,
  type PrincipalParts,
  parsePrincipal,
  principalOf,
  principalProblem,
} from '../../src/domain/principal';

test.each<[PrincipalParts, string]>([
  [{ kind: 'user', issuer: 'https://id.example/realm', subject: 'a#1@x' }, 'user:https://id.example/realm#a#1@x'],
  [{ kind: 'key', id: '7f3a' }, 'key:7f3a'],
  [{ kind: 'cli', login: 'anna', host: 'desk-3' }, 'cli:anna@desk-3'],
  [{ kind: 'cli', login: 'anna@bank.example', host: 'desk-3' }, 'cli:anna@bank.example@desk-3'],
  [{ kind: 'program', name: 'onboarding' }, 'program:onboarding'],
  [{ kind: 'temporal', name: 'Anna B' }, 'temporal:Anna B'],
])('%j is written as %s and read back', (parts, text) => {
  expect(principalOf(parts)).toBe(text);
  expect(parsePrincipal(text)).toEqual(parts);
});

test.each([
  'anna',
  '',
  'cli:anna',
  'cli:@desk',
  'cli:anna@',
  'user:#x',
  'user:https://id.example',
  'key:',
  'root:anna',
])('%j is no principal', (text) => {
  expect(parsePrincipal(text)).toBeUndefined();
});

test.each<[PrincipalParts, string]>([
  [{ kind: 'cli', login: ' ', host: 'desk' }, 'the login must not be empty'],
  [{ kind: 'cli', login: 'anna\nbob', host: 'desk' }, 'the login must be one line of plain text'],
  [{ kind: 'cli', login: 'anna', host: 'a@b' }, 'must not have the sign that separates its parts'],
  [{ kind: 'user', issuer: 'https://a#b', subject: 'c' }, 'must not have the sign that separates its parts'],
  [{ kind: 'key', id: 'x'.repeat(400) }, 'must have at most 300 characters'],
])('%j cannot be a principal', (parts, problem) => {
  expect(principalProblem(parts)).toBe(problem);
  expect(() => principalOf(parts)).toThrow(problem);
});

test.each([
  ['anna', 'temporal:anna'],
  ['cli:anna@desk', 'temporal:cli:anna@desk'],
  ['  ', 'temporal:unknown'],
  ['a\nb', 'temporal:a b'],
  ['x'.repeat(999), `temporal:${'x'.repeat(280)}`],
])('what claims to be %j through Temporal is %s', (name, principal) => {
  expect(claimedPrincipal(name)).toBe(principal);
});

const ANNA = 'user:https://id.example#anna';

test.each([
  ['a login is one person on every host', 'cli:anna@desk-1', 'cli:anna@desk-2', true],
  ['two logins are two people', 'cli:anna@desk-1', 'cli:bob@desk-1', false],
  ['however the name is written', 'cli:Anna B@desk-1', 'cli:annab@desk-2', true],
  ['a claim with the name of a login is the same person', 'temporal:anna', 'cli:anna@desk', true],
  ['a claim that copies a principal is the same person', 'temporal:cli:anna@elsewhere', 'cli:anna@desk', true],
  ['a claim with another name is another person', 'temporal:bob', 'cli:anna@desk', false],
  ['what was recorded before there were principals is a name', 'Anna', 'cli:anna@desk', true],
  ['two such names are two people', 'anna', 'bob', false],
  ['two users of one issuer are two people', ANNA, 'user:https://id.example#bob', false],
  ['subjects of two issuers are two people', ANNA, 'user:https://other.example#anna', false],
  ['a user is one person', ANNA, ANNA, true],
  ['a user and a login may be one person', ANNA, 'cli:bob@desk', true],
  ['a claim to be a user is no user', `temporal:${ANNA}`, 'user:https://id.example#bob', true],
  ['a program is nobody', 'program:desk', 'cli:anna@desk', true],
  ['two keys may belong to one person', 'key:1', 'key:2', true],
])('%s', (_why, one, other, same) => {
  expect(isSamePerson(one, other)).toBe(same);
  expect(isSamePerson(other, one)).toBe(same);
});
