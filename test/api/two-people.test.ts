import { randomBytes } from 'node:crypto';
import type { Role } from '../../src/domain/role';
import { createKey } from '../../src/operations/create-key';
import { startTestApi, type TestApi } from '../support/api';
import { AT_TERMINAL, person } from '../support/person';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
});
afterAll(async () => {
  await api.close();
  await system.close();
});

/** Somebody who only has a key, which `maker` has made for them. */
async function holder(owner: string, role: Role, maker: string) {
  const deps = { ...system, ...AT_TERMINAL, randomBytes };
  const { secret } = await createKey(deps, person(maker), { role, name: `of ${owner}`, owner, days: 1 });
  return api.withKey(secret);
}

type Holder = ReturnType<TestApi['withKey']>;

const once = () => ({ 'Idempotency-Key': `"${randomBytes(8).toString('hex')}"` });
const setTrading = (who: Holder, position: 'halted' | 'active') =>
  who.PUT('/v1/trading', { params: { header: once() }, body: { position, reason: `it is ${position}` } });
const listed = async (who: Holder) =>
  (await who.GET('/v1/approvals', { params: { query: { pending: 'true' } } })).data?.data ?? [];
const whyNot = async (who: Holder, id: string) =>
  (await listed(who)).find((one) => one.id === id)?.whyNot?.code ?? null;
const approve = (who: Holder, approvalId: string) =>
  who.POST('/v1/approvals/{approvalId}/approve', {
    params: { path: { approvalId }, header: once() },
    body: { note: 'seen' },
  });

test('two people who only have keys let trading go on, when two people made these', async () => {
  const [bob, cyn, eve] = await Promise.all([
    holder('bob', 'approver', 'anna'),
    holder('cyn', 'approver', 'dave'),
    holder('eve', 'approver', 'anna'),
  ]);
  const viewer = await holder('vic', 'viewer', 'dave');
  expect((await bob.GET('/v1/me')).data?.principal).toMatch(/^key:[a-z2-7]{8}#bob$/);
  await setTrading(bob, 'halted');
  // Somebody whom nobody knows was first, and keeps nobody from it.
  const nobody = await setTrading(api.as('operator'), 'active');
  expect(nobody.error).toMatchObject({
    code: 'APPROVAL_NEEDED',
    detail: expect.stringContaining('nobody can approve') as string,
  });
  expect((await setTrading(bob, 'active')).error).toMatchObject({ code: 'APPROVAL_NEEDED' });
  const [mine, other] = await listed(bob);
  const id = mine?.id ?? '';
  expect(mine).toMatchObject({
    proposedBy: expect.stringMatching(/^key:.{8}#bob$/) as string,
    summary: 'Set trading to active for all portfolios.',
    whyNot: { code: 'OWN_PROPOSAL', message: 'You proposed it yourself, perhaps by another door.' },
  });
  expect(await whyNot(cyn, other?.id ?? '')).toBe('PROPOSER_UNKNOWN');
  expect(await whyNot(eve, id)).toBe('SAME_MAKER');
  expect(await whyNot(api.as('admin'), id)).toBe('ASKER_UNKNOWN');
  expect(await whyNot(viewer, id)).toBe('ROLE_TOO_LOW');
  expect(await whyNot(cyn, id)).toBeNull();
  for (const who of [bob, eve, api.as('admin')])
    expect((await approve(who, id)).error).toMatchObject({ code: 'APPROVAL_BY_SAME_PERSON' });
  expect((await approve(eve, id)).error?.detail).toContain('One of you needs a key that another person made');
  expect(await system.ledger.trading()).toMatchObject({ position: 'halted' });
  const done = await approve(cyn, id);
  expect(done.data).toMatchObject({ state: 'APPROVED', whyNot: { code: 'APPROVAL_DECIDED' } });
  expect(await system.ledger.trading()).toMatchObject({ position: 'active', actor: done.data?.decidedBy });
  expect(await listed(bob)).toEqual([]);
});

test('who makes a key for somebody else is not the second person beside it, however long the way there is', async () => {
  const fay = await holder('fay', 'admin', 'anna');
  const made = await fay.POST('/v1/keys', {
    params: { header: once() },
    body: { role: 'approver', name: 'of gus', owner: 'gus', days: 1 },
  });
  expect(made.data?.key).toMatchObject({ owner: 'gus', createdBy: expect.stringMatching(/#fay$/) as string });
  const gus = api.withKey(made.data?.secret ?? '');
  await setTrading(fay, 'halted');
  await setTrading(fay, 'active');
  const [proposal] = await listed(gus);
  expect(proposal?.whyNot?.code).toBe('SAME_MAKER');
  expect((await approve(gus, proposal?.id ?? '')).error).toMatchObject({ code: 'APPROVAL_BY_SAME_PERSON' });
  expect(await system.ledger.trading()).toMatchObject({ position: 'halted' });
});

test.each([
  ['another kind of principal', 'cli:anna@desk'],
  ['an address', 'anna@example.com'],
  ['a blank beside it', ' anna'],
  ['nothing', ''],
  ['two lines', 'anna\nbob'],
])('%s is no owner', async (_what, owner) => {
  const fay = await holder('fay', 'admin', 'anna');
  const { error } = await fay.POST('/v1/keys', {
    params: { header: once() },
    body: { role: 'viewer', name: 'x', owner, days: 1 },
  });
  expect(error).toMatchObject({
    status: 422,
    code: 'INVALID_KEY',
    detail: expect.stringMatching(/^owner must/) as string,
  });
});

test('who is nobody makes no key with an owner', async () => {
  const body = { role: 'viewer', name: 'x', owner: 'anna', days: 1 } as const;
  const { error } = await api.as('admin').POST('/v1/keys', { params: { header: once() }, body });
  expect(error).toMatchObject({
    code: 'INVALID_KEY',
    detail: expect.stringContaining('somebody who is known') as string,
  });
});
