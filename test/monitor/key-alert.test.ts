import { BrokerFault } from '../../src/broker/broker';
import type { AlertInput } from '../../src/domain/steps';
import { createKeyAlert } from '../../src/monitor/key-alert';

const HOUR = 3_600_000;
const refused = new BrokerFault('UNAUTHORIZED', 'GET /v1/clock: HTTP 401', { status: 401 });

test('a person is called once an hour while the key is refused, whatever fails besides', async () => {
  let nowMs = 10 * HOUR;
  const called: AlertInput[] = [];
  const heard = createKeyAlert({ client: { callPerson: async (alert) => void called.push(alert) }, now: () => nowMs });
  for (const error of [refused, refused, new BrokerFault('UNAUTHORIZED', 'x', { status: 403 }), new Error('x')])
    await heard(error);
  expect(called).toMatchObject([{ eventId: 'broker-key-10', portfolioId: '_system' }]);
  nowMs += HOUR;
  await heard(refused);
  expect(called.map(({ eventId }) => eventId)).toEqual(['broker-key-10', 'broker-key-11']);
});

test('a call that does not get through is tried again with the next look', async () => {
  let away = true;
  const called: string[] = [];
  const callPerson = async ({ eventId }: AlertInput) => {
    if (away) throw new Error('Temporal is away');
    called.push(eventId);
  };
  const heard = createKeyAlert({ client: { callPerson }, now: () => 0 });
  await expect(heard(refused)).rejects.toThrow('Temporal is away');
  away = false;
  await heard(refused);
  expect(called).toHaveLength(1);
});
