import { hash } from 'node:crypto';
import { Client } from 'pg';
import type { AuditEvent } from '../../src/domain/audit-events';
import { isSamePerson } from '../../src/domain/same-person';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { chainProblem } from '../../src/ledger/rules/audit-chain';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newBatch, newPortfolio } from '../support/portfolios';

describe('the schema refuses by itself', () => {
  let database: TestDatabase;
  let ledger: Ledger;
  let app: Client;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    ledger = createPostgresLedger(database.appUrl);
    app = await connected(database.appUrl);
    owner = await connected(database.ownerUrl);
  });
  afterAll(async () => {
    await Promise.all([app.end(), owner.end(), ledger.close()]);
    await database.drop();
  });

  test.each([
    ['the person who proposed it', `decided_by = 'temporal:Anna', decided_at = now()`],
    ['a key', `decided_by = 'key:1', decided_at = now()`],
    ['nobody', 'decided_at = now()'],
    ['somebody, but late', `decided_by = 'cli:bob@desk', decided_at = expires_at`],
    ['somebody, about something else', `decided_by = 'cli:bob@desk', decided_at = now(), parameters = '{}'`],
  ])('%s does not approve', async (_who, change) => {
    const proposal = { action: 'accept-price', parameters: { price: '1' }, evidence: '' } as const;
    const by = actor({ name: 'cli:anna@desk', at: new Date().toISOString() });
    const { id } = await ledger.propose({ ...proposal, subject: change }, by);
    const approved = app.query(`UPDATE approvals SET state = 'APPROVED', ${change} WHERE id = $1`, [id]);
    await expect(approved).rejects.toMatchObject({ code: '23514' });
  });

  const BATCH_STATES = ['PENDING', 'SUCCESS', 'ADJUSTED', 'ROLLED_BACK', 'STALE', 'ADOPTED'];
  const LEGAL_BATCHES = [
    'PENDING>SUCCESS',
    'PENDING>ADJUSTED',
    'PENDING>ROLLED_BACK',
    'PENDING>STALE',
    'STALE>ROLLED_BACK',
    'STALE>ADJUSTED',
    'STALE>ADOPTED',
  ];

  test.each(pairs(BATCH_STATES))('a batch from %s to %s', async (from, to) => {
    const { batchId } = await openedBatch();
    await reachBatch(batchId, from);
    const change = app.query('UPDATE batches SET state = $2 WHERE id = $1', [batchId, to]);
    if (LEGAL_BATCHES.includes(`${from}>${to}`)) await expect(change).resolves.toMatchObject({ rowCount: 1 });
    else await expect(change).rejects.toMatchObject({ code: '23514' });
  });

  const ORDER_STATES = ['PENDING', 'UNKNOWN', 'SUCCESS', 'ERROR', 'ROLLED_BACK'];
  const LEGAL_ORDERS = [
    'PENDING>UNKNOWN',
    'PENDING>SUCCESS',
    'PENDING>ERROR',
    'UNKNOWN>SUCCESS',
    'UNKNOWN>ERROR',
    'SUCCESS>ROLLED_BACK',
    'ERROR>ROLLED_BACK',
  ];

  test.each(pairs(ORDER_STATES))('an order from %s to %s', async (from, to) => {
    const { clientOrderId } = await openedBatch();
    await app.query(
      `UPDATE orders SET sent_at = now(), filled_quantity = 5, broker_order_id = 'b-1' WHERE client_order_id = $1`,
      [clientOrderId],
    );
    await reachOrder(clientOrderId, from);
    const change = app.query('UPDATE orders SET state = $2 WHERE client_order_id = $1', [clientOrderId, to]);
    if (LEGAL_ORDERS.includes(`${from}>${to}`)) await expect(change).resolves.toMatchObject({ rowCount: 1 });
    else await expect(change).rejects.toMatchObject({ code: '23514' });
  });

  test.each([
    ['an order UNKNOWN that was never sent', `UPDATE orders SET state = 'UNKNOWN' WHERE client_order_id = $1`],
    [
      'an order SUCCESS short of its quantity',
      `UPDATE orders SET state = 'SUCCESS', filled_quantity = 4 WHERE client_order_id = $1`,
    ],
    [
      'an order SUCCESS short of its dollars',
      `UPDATE orders SET quantity = NULL, notional = 2000, state = 'SUCCESS', filled_quantity = 4, filled_price = 400
       WHERE client_order_id = $1`,
    ],
    ['an order ROLLED_BACK without fills', `UPDATE orders SET state = 'ROLLED_BACK' WHERE client_order_id = $1`],
    ['an order with both sizes', 'UPDATE orders SET notional = 1 WHERE client_order_id = $1'],
    ['an order without size', 'UPDATE orders SET quantity = NULL WHERE client_order_id = $1'],
    ['a negative size', 'UPDATE orders SET quantity = -1 WHERE client_order_id = $1'],
    ['another side', `UPDATE orders SET side = 'BUY' WHERE client_order_id = $1`],
    [
      'a second order of the same attempt',
      `INSERT INTO orders (client_order_id, batch_id, symbol, kind, attempt, side, quantity, state)
       SELECT 'other', batch_id, symbol, kind, attempt, side, quantity, state FROM orders WHERE client_order_id = $1`,
    ],
    [
      'an order that is born filled',
      `INSERT INTO orders (client_order_id, batch_id, symbol, kind, attempt, side, quantity, filled_quantity, state)
       SELECT 'other', batch_id, symbol, kind, 2, side, quantity, 5, 'SUCCESS' FROM orders WHERE client_order_id = $1`,
    ],
  ])('%s', async (_what, statement) => {
    const { clientOrderId } = await openedBatch();
    await expect(app.query(statement, [clientOrderId])).rejects.toMatchObject({
      code: expect.stringMatching(/^235/) as string,
    });
  });

  test('the fills of a definite order, a size once sent, and an epoch never change backwards', async () => {
    const { clientOrderId, batchId } = await openedBatch();
    const set = (what: string) => app.query(`UPDATE orders SET ${what} WHERE client_order_id = $1`, [clientOrderId]);
    await set('sent_at = now(), filled_quantity = 2');
    await expect(set('quantity = 6')).rejects.toThrow('the size of an order never changes once it was sent');
    await expect(set('filled_quantity = 1')).rejects.toThrow('the filled quantity of an order never falls');
    await expect(set('sent_at = NULL')).rejects.toThrow('an order that was sent stays sent');
    await set(`state = 'ERROR'`);
    await expect(set('filled_quantity = 3')).rejects.toThrow('is definite: its fills never change');
    await app.query('UPDATE batches SET epoch = 3 WHERE id = $1', [batchId]);
    const lower = app.query('UPDATE batches SET epoch = 2 WHERE id = $1', [batchId]);
    await expect(lower).rejects.toThrow('the epoch of a batch never falls');
  });

  describe('an UNKNOWN order ends', () => {
    /** UNKNOWN since two hours ago, in a STALE batch, and nobody at the broker shows it. */
    async function unknown() {
      const { clientOrderId, batchId } = await openedBatch();
      await app.query(`UPDATE orders SET sent_at = now(), state = 'UNKNOWN' WHERE client_order_id = $1`, [
        clientOrderId,
      ]);
      await reachBatch(batchId, 'STALE');
      const { rows } = await app.query<{ portfolio_id: string }>('SELECT portfolio_id FROM batches WHERE id = $1', [
        batchId,
      ]);
      const portfolioId = rows[0]?.portfolio_id ?? '';
      const tell = async (event: AuditEvent, who: string, hoursAgo: number, said = 'never-arrived') => {
        const detail = { clientOrderId, declared: said, evidence: '0123456789abcdef' };
        const at = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
        await ledger.audit(portfolioId, batchId, event, detail, { name: who, at });
      };
      await tell('ORDER_SENT', 'rebalance', 2);
      const set = (what: string) => app.query(`UPDATE orders SET ${what} WHERE client_order_id = $1`, [clientOrderId]);
      return { clientOrderId, batchId, tell, set };
    }
    const DECLARE = `state = 'ERROR', error_code = 'DECLARED'`;

    test.each([
      ['SUCCESS, without an order of the broker', `state = 'SUCCESS', filled_quantity = 5`],
      ['ERROR, without a reason', `state = 'ERROR'`],
      [
        'ERROR, with a fill and without an order of the broker',
        `state = 'ERROR', error_code = 'X', filled_quantity = 1`,
      ],
      ['as declared, by nobody', DECLARE],
    ])('not as %s', async (_what, change) => {
      const { set } = await unknown();
      await expect(set(change)).rejects.toMatchObject({ code: '23514' });
    });

    test('as declared once the audit names two people, an hour after it was sent', async () => {
      const { set, tell } = await unknown();
      await tell('OUTCOME_PROPOSED', 'ann', 0);
      await expect(set(DECLARE)).rejects.toThrow('two people declare an outcome');
      await tell('OUTCOME_DECLARED', ' A nn', 0);
      await expect(set(DECLARE)).rejects.toThrow('two people declare an outcome');
      await tell('OUTCOME_DECLARED', 'bob', 0, 'filled 5 at 100');
      await expect(set(DECLARE)).rejects.toThrow('two people declare an outcome');
      await tell('OUTCOME_DECLARED', 'bob', 1.5);
      await expect(set(DECLARE)).rejects.toThrow('two people declare an outcome');
      await tell('OUTCOME_DECLARED', 'bob', 0);
      await expect(set(DECLARE)).resolves.toMatchObject({ rowCount: 1 });
      await expect(set(`error_code = NULL`)).rejects.toThrow('was declared, and stays so');
    });

    test('not as declared while its batch is PENDING, or when it was not UNKNOWN', async () => {
      const { clientOrderId } = await openedBatch();
      const pending = app.query(`UPDATE orders SET ${DECLARE} WHERE client_order_id = $1`, [clientOrderId]);
      await expect(pending).rejects.toThrow('only an UNKNOWN order of a STALE batch is declared');
    });

    test('a declared fill is of a declared order, by its own id', async () => {
      const { clientOrderId } = await openedBatch();
      const insert = (id: string, declared: boolean) =>
        app.query(`INSERT INTO fills VALUES ($1, $2, 1, 1, 1, now(), $3)`, [id, clientOrderId, declared]);
      await expect(insert(`declared-${clientOrderId}`, true)).rejects.toThrow('of no order that was declared');
      await expect(insert(`declared-${clientOrderId}`, false)).rejects.toMatchObject({ code: '23514' });
      await expect(insert('x-declared', true)).rejects.toMatchObject({ code: '23514' });
    });
  });

  test('a second open batch of a portfolio, PENDING or STALE', async () => {
    const { batchId } = await openedBatch();
    await reachBatch(batchId, 'STALE');
    const second = app.query(
      `INSERT INTO batches (id, portfolio_id, account_id, state, epoch, execution, priced_at, market_time, drift_before, opened_at)
       SELECT gen_random_uuid(), portfolio_id, account_id, 'PENDING', 1, execution, now(), now(), 6, now() FROM batches WHERE id = $1`,
      [batchId],
    );
    await expect(second).rejects.toMatchObject({ code: '23505', constraint: 'batches_one_open' });
  });

  test.each([
    ['targets', `UPDATE targets SET percent = 100.0001`],
    ['targets', `UPDATE targets SET percent = -0.0001`],
    ['holdings', `UPDATE holdings SET quantity = -1`],
    ['portfolios', `UPDATE portfolios SET status = 'BUSY'`],
    ['portfolios', `UPDATE portfolios SET status = 'STALE', status_reason = NULL`],
  ])('%s: %s', async (_table, statement) => {
    await openedBatch();
    await expect(app.query(statement)).rejects.toMatchObject({ code: '23514' });
  });

  test.each(['audit', 'fills'])(
    '%s is append-only: for the program by grant, for the owner by trigger',
    async (table) => {
      const { clientOrderId } = await openedBatch();
      await app.query(`INSERT INTO fills VALUES ($1, $1, 1, 1, 1, now())`, [clientOrderId]);
      const column = table === 'audit' ? 'actor' : 'execution_id';
      for (const statement of [`UPDATE ${table} SET ${column} = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
        await expect(owner.query(statement)).rejects.toThrow(`${table} is append-only`);
      }
    },
  );

  const NAMES = [
    'anna',
    'Anna',
    'bob',
    'cli:anna@desk',
    'cli:an na@desk-2',
    'cli:anna@bank.example@desk',
    'cli:bob@desk',
    'temporal:anna',
    'temporal:cli:anna@x',
    'temporal:temporal:bob',
    'temporal:user:https://id#bob',
    'user:https://id#anna',
    'user:https://id#bob',
    'user:https://other#anna',
    'key:1',
    'key:2',
    'program:desk',
    'cli:',
    'user:x',
    'rebalance',
  ];

  /** Id, owner, maker: in the order in which they are made. */
  const KEYS = [
    ['aaaaaaaa', null, 'cli:anna@desk'],
    ['bbbbbbbb', 'Bob', 'cli:anna@desk'],
    ['cccccccc', 'cyn', 'cli:dave@desk'],
    ['dddddddd', 'dan', 'key:bbbbbbbb#Bob'],
    ['eeeeeeee', 'eve', 'key:aaaaaaaa'],
    ['ffffffff', 'user:https://id#anna', 'user:https://id#bob'],
    ['gggggggg', 'user:https://id#x', 'user:https://id#y'],
  ] as const;
  const KEY_NAMES = ['key:bbbbbbbb', 'key:bbbbbbbb#', 'key:bbbbbbbb#bob', 'key:#bob', 'key:\n', 'key:cccccccc#cyn#cyn'];

  test('it takes for two people whom the domain takes for two', async () => {
    const by = (name: string) => actor({ name, at: '2026-03-02T15:00:00.000Z' });
    const some = { role: 'viewer', name: 'desk', expiresAt: '2026-06-01T00:00:00.000Z' } as const;
    for (const [id, of, maker] of KEYS)
      await ledger.createKey({ ...some, id, owner: of, secretHash: hash('sha256', id) }, by(maker));
    const names = [...NAMES, ...KEY_NAMES, ...KEYS.map(([id, of]) => (of === null ? `key:${id}` : `key:${id}#${of}`))];
    const keys = await ledger.keyPeople(names);
    const compared = names.flatMap((one) => names.map((other) => ({ one, other })));
    const { rows } = await app.query<{ one: string; other: string; same: boolean }>(
      'SELECT one, other, is_same_person(one, other) AS same FROM jsonb_to_recordset($1) AS c(one text, other text)',
      [JSON.stringify(compared)],
    );
    expect(rows).toEqual(compared.map(({ one, other }) => ({ one, other, same: isSamePerson(one, other, keys) })));
  });

  test.each([`owner = 'zoe'`, `makers = '{}'`, `created_by = 'zoe'`])(
    'whose key it is never changes: %s',
    async (change) => {
      const update = `UPDATE api_keys SET ${change} WHERE id = 'cccccccc'`;
      await expect(app.query(update)).rejects.toMatchObject({ code: '42501' });
      await expect(owner.query(update)).rejects.toThrow('never changes');
    },
  );

  test('an approval by one person is refused, no matter how the row is written', async () => {
    const insert = `INSERT INTO approvals (id, action, subject, parameters, evidence, content, state, proposed_by, proposed_at, expires_at, decided_by, decided_at)
      VALUES ('x', 'accept-price', 'X', '{}', '', 'x', 'APPROVED', 'cli:bob@desk', now(), now() + interval '1 day', 'key:bbbbbbbb#Bob', now())`;
    await expect(app.query(insert)).rejects.toThrow('certainly another person');
  });

  test('a row of the build before, which names no door, is chained as that build does it', async () => {
    await app.query(
      `INSERT INTO audit (portfolio_id, event, detail, actor, at) VALUES ('before', 'NOTED', '{}', 'x', '2026-03-02T15:00:02Z')`,
    );
    const expected = hash('sha256', '1\nbefore\n-\nNOTED\n2026-03-02T15:00:02.000Z\n{}\nx');
    expect(await ledger.listAudit('before')).toMatchObject([{ via: null, hash: expected }]);
  });

  test('the writer of an audit row chooses neither its number nor its hash', async () => {
    await app.query(
      `INSERT INTO audit (portfolio_id, event, detail, actor, at, sequence, hash) VALUES ('chosen', 'NOTED', '{}', 'x', now(), 7, 'x')`,
    );
    const rows = await ledger.listAudit('chosen');
    expect(rows).toMatchObject([{ sequence: 1 }]);
    expect(chainProblem(rows, await ledger.auditHead('chosen'))).toBeUndefined();
  });

  test.each(['portfolios', 'batches', 'orders'])('the program deletes no %s', async (table) => {
    await expect(app.query(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    'CREATE TABLE mine (id integer)',
    'ALTER TABLE orders DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_append_only ON audit',
    'UPDATE schema_migrations SET sha256 = name',
    'UPDATE audit_heads SET sequence = 1',
    `INSERT INTO audit_heads VALUES ('p', 1, '')`,
    'DELETE FROM audit_heads',
  ])('the program may not %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  async function openedBatch() {
    const portfolio = newPortfolio();
    await ledger.createPortfolio(portfolio, actor());
    const batch = newBatch({ portfolioId: portfolio.id });
    await ledger.openBatch(batch, actor());
    return { batchId: batch.id, clientOrderId: `ab-${batch.id}-META-o-1` };
  }

  async function reachBatch(batchId: string, state: string): Promise<void> {
    if (state === 'ADOPTED') await reachBatch(batchId, 'STALE');
    if (state !== 'PENDING') await app.query('UPDATE batches SET state = $2 WHERE id = $1', [batchId, state]);
  }

  async function reachOrder(clientOrderId: string, state: string): Promise<void> {
    if (state === 'ROLLED_BACK') await reachOrder(clientOrderId, 'SUCCESS');
    if (state !== 'PENDING')
      await app.query('UPDATE orders SET state = $2 WHERE client_order_id = $1', [clientOrderId, state]);
  }
});

/** Every change of state there is; staying as it is is none. */
function pairs(states: string[]): [string, string][] {
  return states.flatMap((from) => states.filter((to) => to !== from).map((to): [string, string] => [from, to]));
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
