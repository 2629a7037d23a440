import {
  claimedPrincipal,
  type PrincipalParts,
  parsePrincipal,
  principalOf,
  principalProblem,
} from '../../src/domain/principal';

test.each<[PrincipalParts, string]>([
  [{ kind: 'user', issuer: 'https://id.example/realm', subject: 'a#1@x' }, 'user:https://id.example/realm#a#1@x'],
  [{ kind: 'key', id: '7f3a' }, 'key:7f3a'],
  [{ kind: 'key', id: '7f3a', owner: 'anna' }, 'key:7f3a#anna'],
  [{ kind: 'key', id: '7f3a', owner: 'user:https://id.example#anna' }, 'key:7f3a#user:https://id.example#anna'],
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
  'key:7f3a#',
  'key:#anna',
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
