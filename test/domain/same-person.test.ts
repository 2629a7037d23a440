import { isSamePerson, type Keys, whySamePerson } from '../../src/domain/same-person';

/** By id: whose it is, and who made it. */
const KEYS: Keys = new Map(
  Object.entries({
    bob: { owner: 'bob', makers: ['cli:anna@desk'] },
    bob2: { owner: 'bob', makers: ['cli:dave@desk'] },
    cyn: { owner: 'cyn', makers: ['cli:dave@desk'] },
    eve: { owner: 'eve', makers: ['cli:anna@other'] },
    fay: { owner: 'fay', makers: ['bob', 'cli:anna@desk'] },
    gus: { owner: 'gus', makers: ['program:desk'] },
    u1: { owner: 'user:https://id.example#u1', makers: ['user:https://id.example#a1'] },
    u2: { owner: 'user:https://id.example#u2', makers: ['user:https://id.example#a2'] },
    1: { owner: null, makers: ['cli:dave@desk'] },
  }),
);
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
  ['a key is its owner', 'key:bob#bob', 'cli:Bob@desk', true],
  ['the keys of two people are two people', 'key:bob#bob', 'key:cyn#cyn', false],
  ['two keys of one owner are one person', 'key:bob#bob', 'key:bob2#bob', true],
  ['a key beside another login is another person', 'key:bob#bob', 'cli:cyn@desk', false],
  ['who made a key may have it', 'key:bob#bob', 'cli:anna@desk', true],
  ['who made two keys may have both', 'key:bob#bob', 'key:eve#eve', true],
  ['who made the key that made a key may have it', 'key:fay#fay', 'temporal:anna', true],
  ['so may the owner of the key that made it', 'key:fay#fay', 'key:bob2#bob', true],
  ['a key that a program made is nobody', 'key:gus#gus', 'cli:cyn@desk', true],
  ['a key that names an owner who is not its own is nobody', 'key:bob#zoe', 'cli:cyn@desk', true],
  ['a key that does not exist is nobody', 'key:none#bob', 'cli:cyn@desk', true],
  ['a key with an owner beside one without', 'key:bob#bob', 'key:1', true],
  [
    'the keys of two users are two people',
    'key:u1#user:https://id.example#u1',
    'key:u2#user:https://id.example#u2',
    false,
  ],
  ['the key of a user is that user', 'key:u1#user:https://id.example#u1', 'user:https://id.example#u1', true],
  ['the key of a user and a login may be one person', 'key:u1#user:https://id.example#u1', 'cli:cyn@desk', true],
])('%s', (_why, one, other, same) => {
  expect(isSamePerson(one, other, KEYS)).toBe(same);
  expect(isSamePerson(other, one, KEYS)).toBe(same);
});

test.each([
  ['cli:anna@desk', 'temporal:anna', 'OWN_PROPOSAL'],
  ['key:bob#bob', 'key:bob2#bob', 'OWN_PROPOSAL'],
  ['key:1', 'key:1', 'OWN_PROPOSAL'],
  ['cli:bob@desk', 'key:1', 'ASKER_UNKNOWN'],
  ['key:1', 'program:desk', 'ASKER_UNKNOWN'],
  ['key:1', 'cli:bob@desk', 'PROPOSER_UNKNOWN'],
  ['cli:anna@desk', 'key:bob#bob', 'SAME_MAKER'],
  ['key:eve#eve', 'key:bob#bob', 'SAME_MAKER'],
  ['cli:anna@desk', ANNA, 'NOT_CERTAIN'],
  ['key:bob#bob', 'cli:cyn@desk', undefined],
])('what %s proposes, %s may not approve because of %s', (proposer, asker, why) => {
  expect(whySamePerson(proposer, asker, KEYS)).toBe(why);
});
