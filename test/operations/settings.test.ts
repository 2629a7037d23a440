import { changeStatus } from '../../src/operations/change-status';
import { setPolicy } from '../../src/operations/set-policy';
import { setTargets } from '../../src/operations/set-targets';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { AT_TERMINAL, person } from '../support/person';
import { actor, newPortfolio } from '../support/portfolios';

const ANNA = person('anna');

test.each<[string, (ifRevision: number) => Promise<unknown>]>([
  [
    'targets',
    async (ifRevision) => {
      const broker = { asset: () => Promise.resolve(LISTED) };
      const targets = [{ symbol: 'META', percent: '100' }];
      return setTargets({ ...(await deps()), broker }, ANNA, { portfolioId: 'p', targets, ifRevision });
    },
  ],
  [
    'a policy',
    async (ifRevision) =>
      setPolicy(await deps(), ANNA, {
        portfolioId: 'p',
        fields: { driftThreshold: '7.0000' },
        reason: 'calmer',
        ifRevision,
      }),
  ],
  [
    'a status',
    async (ifRevision) =>
      changeStatus(await deps(), ANNA, { portfolioId: 'p', change: 'pause', reason: null, ifRevision }),
  ],
])('%s: who has seen another revision of the settings is told the one that there is', async (_what, set) => {
  expect(await set(1)).toMatchObject({ ok: true });
  expect(await set(2)).toEqual({
    ok: false,
    refusal: 'SETTINGS_CHANGED',
    message: 'the settings of p have revision 1 by now',
    revision: 1,
  });
});

const LISTED = { symbol: 'META', name: 'Meta', tradable: true, fractionable: true } as never;

async function deps() {
  const ledger = createMemoryLedger();
  await ledger.createPortfolio(newPortfolio({ id: 'p', holdings: [] }), actor());
  return { ledger, ...AT_TERMINAL };
}
