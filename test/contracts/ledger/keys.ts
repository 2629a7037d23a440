import { randomBytes } from 'node:crypto';
import { type Ledger, SYSTEM_AUDIT } from '../../../src/ledger/ledger';
import { BY } from './situations';

export function keysContract(ledger: Ledger): void {
  describe('keys of the API', () => {
    const KEY = { role: 'operator', name: 'nightly', owner: null, expiresAt: '2026-06-01T00:00:00.000Z' } as const;
    const hash = (letter: string) => letter.repeat(64);
    const newId = () =>
      [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
    const at = '2026-03-02T15:00:00.000Z';
    const by = { ...BY, at };

    test('a key is stored once, found with its hash, and listed without it', async () => {
      const key = { ...KEY, id: newId(), secretHash: hash('a') };
      for (const _run of [1, 2]) expect(await ledger.createKey(key, by)).toBe(true);
      expect(await ledger.createKey({ ...key, secretHash: hash('b') }, by)).toBe(false);
      const stored = {
        ...key,
        ...{ createdBy: BY.name, createdAt: at, lastUsedAt: null, revokedAt: null, revokedBy: null },
      };
      expect(await ledger.findKey(key.id)).toEqual(stored);
      const { secretHash: _, ...shown } = stored;
      expect((await ledger.listKeys({ limit: 1_000 })).find(({ id }) => id === key.id)).toEqual(shown);
      expect(await ledger.findKey('aaaaaaaa')).toBeUndefined();
      const created = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === key.id);
      const { owner: _nobody, ...audited } = KEY;
      expect(created.map(({ event, detail }) => [event, detail])).toEqual([
        ['KEY_CREATED', { ...audited, id: key.id }],
      ]);
    });

    test('keys are listed by id, a page at a time', async () => {
      const ids = [newId(), newId(), newId()].sort();
      for (const id of ids) await ledger.createKey({ ...KEY, id, secretHash: hash('c') }, by);
      const listed: string[] = [];
      for (let after = ''; ; after = listed.at(-1) ?? '') {
        const page = await ledger.listKeys({ limit: 1, ...(after !== '' && { after }) });
        if (page.length === 0) break;
        listed.push(...page.map(({ id }) => id));
      }
      expect(listed).toEqual([...listed].sort());
      expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
    });

    test('a key has an owner, and everybody who may have seen its secret, back to the first key', async () => {
      const [first, second, nobody] = [newId(), newId(), newId()];
      const make = (id: string, owner: string | null, name: string) =>
        ledger.createKey({ ...KEY, id, owner, secretHash: hash('e') }, { ...by, name });
      await make(first, 'bob', 'cli:anna@desk');
      await make(second, 'cyn', `key:${first}#bob`);
      await make(nobody, 'dan', `key:${first}`);
      expect(await ledger.findKey(second)).toMatchObject({ owner: 'cyn', createdBy: `key:${first}#bob` });
      const people = await ledger.keyPeople([
        `key:${first}#bob`,
        `key:${second}#cyn`,
        `key:${nobody}`,
        'key:none',
        'bob',
      ]);
      expect([first, second, nobody].map((id) => people.get(id))).toEqual([
        { owner: 'bob', makers: ['cli:anna@desk'] },
        { owner: 'cyn', makers: ['bob', 'cli:anna@desk'] },
        { owner: 'dan', makers: [`key:${first}`] },
      ]);
      expect(people.has('none')).toBe(false);
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === second);
      expect(rows).toMatchObject([{ event: 'KEY_CREATED', detail: { owner: 'cyn' } }]);
    });

    test('a key is revoked once, and when it was used is noted', async () => {
      const id = newId();
      await ledger.createKey({ ...KEY, id, secretHash: hash('d') }, by);
      await ledger.noteKeyUse(id, '2026-03-03T00:01:00.000Z');
      const anna = { name: 'anna', at: '2026-03-04T00:00:00.000Z' };
      const revoked = await ledger.revokeKey(id, anna);
      expect(revoked).toMatchObject({
        lastUsedAt: '2026-03-03T00:01:00.000Z',
        revokedAt: anna.at,
        revokedBy: 'anna',
      });
      expect(await ledger.revokeKey(id, { ...BY, at })).toEqual(revoked);
      expect(await ledger.findKey(id)).toMatchObject({ revokedBy: 'anna' });
      expect(await ledger.revokeKey('aaaaaaaa', BY)).toBeUndefined();
      const audited = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === id);
      expect(audited.map(({ event, actor: who }) => [event, who])).toEqual([
        ['KEY_CREATED', BY.name],
        ['KEY_REVOKED', 'anna'],
      ]);
    });
  });

  describe('sessions of the console', () => {
    const at = '2026-03-02T15:00:00.000Z';
    const by = { ...BY, at };
    const newHash = () => randomBytes(32).toString('hex');
    const newKey = async () => {
      const id = [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
      const key = { id, role: 'viewer', name: 'desk', owner: null, expiresAt: '2026-06-01T00:00:00.000Z' } as const;
      await ledger.createKey({ ...key, secretHash: newHash() }, by);
      return id;
    };
    const audited = async (keyId: string) =>
      (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.key === keyId).map(({ event }) => event);

    test('a session is stored once, and found with its key as that is now', async () => {
      const [keyId, tokenHash] = [await newKey(), newHash()];
      for (const _run of [1, 2]) await ledger.openSession({ tokenHash, keyId }, '2026-03-02T03:00:00.000Z', by);
      expect(await audited(keyId)).toEqual(['SESSION_OPENED']);
      expect(await ledger.findSession(tokenHash)).toEqual({
        session: { keyId, openedAt: at, seenAt: at },
        key: expect.objectContaining({ id: keyId, role: 'viewer', revokedAt: null }) as unknown,
      });
      expect(await ledger.findSession(newHash())).toBeUndefined();
      await ledger.revokeKey(keyId, by);
      expect((await ledger.findSession(tokenHash))?.key).toMatchObject({ revokedAt: at });
    });

    test('when a person was last seen only ever goes on', async () => {
      const [keyId, tokenHash] = [await newKey(), newHash()];
      await ledger.openSession({ tokenHash, keyId }, '2026-03-02T03:00:00.000Z', by);
      for (const seen of ['2026-03-02T15:07:00.000Z', '2026-03-02T15:05:00.000Z'])
        await ledger.noteSessionSeen(tokenHash, seen);
      expect((await ledger.findSession(tokenHash))?.session.seenAt).toBe('2026-03-02T15:07:00.000Z');
      await ledger.noteSessionSeen(newHash(), at);
    });

    test('a session that has ended is forgotten, and one that is long over when the next one opens', async () => {
      const keyId = await newKey();
      const [ended, old, next] = [newHash(), newHash(), newHash()];
      await ledger.openSession({ tokenHash: ended, keyId }, '2026-03-02T03:00:00.000Z', by);
      for (const _run of [1, 2]) await ledger.endSession(ended, by);
      expect(await ledger.findSession(ended)).toBeUndefined();
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-1)).toMatchObject({ event: 'SESSION_ENDED', actor: BY.name });
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-2)).toMatchObject({ event: 'SESSION_OPENED' });
      await ledger.openSession({ tokenHash: old, keyId }, '2026-03-02T03:00:00.000Z', by);
      const later = { ...BY, at: '2026-03-03T15:00:00.000Z' };
      await ledger.openSession({ tokenHash: next, keyId }, '2026-03-03T03:00:00.000Z', later);
      expect(await ledger.findSession(old)).toBeUndefined();
      expect(await ledger.findSession(next)).toBeDefined();
    });
  });
}
