import { randomBytes } from 'node:crypto';
import { createKey } from '../../src/operations/create-key';
import { startTestApi, type TestApi } from '../support/api';
import { AT_TERMINAL, person } from '../support/person';
import { startSystem, type TestSystem } from '../support/system';
import { unknownOrder } from '../support/unknown-order';

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

const once = () => ({ 'Idempotency-Key': `"${randomBytes(8).toString('hex')}"` });

/** Somebody who only has a key, which `maker` has made for them. */
async function holder(owner: string, maker: string): Promise<ReturnType<TestApi['withKey']>> {
  const deps = { ...system, ...AT_TERMINAL, randomBytes };
  const key = { role: 'operator', name: `of ${owner}`, owner, days: 1 } as const;
  return api.withKey((await createKey(deps, person(maker), key)).secret);
}

test('what became of an order is declared by two people, each on the evidence', async () => {
  const id = await system.createPortfolio();
  const clientOrderId = await unknownOrder(system, id);
  const at = { path: { portfolioId: id } };
  const shown = await api.as('viewer').GET('/v1/portfolios/{portfolioId}/stale', { params: at });
  const evidence = shown.data?.evidence.hash ?? '';
  const [bob, cyn] = [await holder('bob', 'anna'), await holder('cyn', 'dave')];
  const declare = (who: typeof bob, some: { clientOrderId?: string; header?: ReturnType<typeof once> } = {}) => {
    const { header = once(), ...other } = some;
    const declaration = { outcome: 'never-arrived', clientOrderId, ...other } as const;
    const body = { declaration, note: 'statement of 2 March', evidence };
    return who.POST('/v1/portfolios/{portfolioId}/declare-outcome', { params: { ...at, header }, body });
  };
  const other = await declare(bob, { clientOrderId: 'ab-nothing' });
  expect(other.error).toMatchObject({ status: 409, code: 'ORDER_NOT_FOUND' });
  // Nobody knows which person this key stands for.
  expect((await declare(api.as('operator'))).error).toMatchObject({ status: 409, code: 'SAME_PERSON' });
  const header = once();
  const proposed = await declare(bob, { header });
  expect([proposed.error, proposed.data?.state]).toEqual([undefined, 'proposed']);
  const repeat = await declare(bob, { header });
  expect([repeat.data, repeat.response.headers.get('Idempotent-Replayed')]).toEqual([proposed.data, 'true']);
  expect((await declare(bob)).error).toMatchObject({ status: 409, code: 'SAME_PERSON' });
  const declared = await declare(cyn);
  expect([declared.error, declared.data?.state]).toEqual([undefined, 'declared']);
  const rows = await system.ledger.listAudit(id);
  expect(rows.filter(({ event }) => event.startsWith('OUTCOME_')).map(({ event }) => event)).toEqual([
    'OUTCOME_PROPOSED',
    'OUTCOME_DECLARED',
  ]);
});

test('what is declared has the form of what a broker would say', async () => {
  const declaration = { outcome: 'filled', clientOrderId: 'ab-1', quantity: 5, price: '400.00' };
  for (const one of [declaration, { ...declaration, outcome: 'lost' }, { outcome: 'filled', clientOrderId: 'ab-1' }])
    expect(
      await api.ask('POST /v1/portfolios/nobody/declare-outcome', {
        as: 'operator',
        json: { declaration: one, note: 'x', evidence: 'y' },
        headers: once(),
      }),
    ).toMatchObject({ status: 422, body: { code: 'INVALID_REQUEST' } });
});
