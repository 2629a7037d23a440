import { offTarget } from '../../src/domain/off-target';

test.each([
  ['nothing left', '0.0100', '0.0100', false],
  ['as much as the threshold', '5.0000', '0.0100', false],
  ['more than the threshold', '5.0001', '0.0100', true],
  ['a plan of an earlier build', '6.0000', null, true],
  ['one step of several, as it was planned', '12.0000', '11.9000', false],
  ['one step of several that fell far short', '17.0000', '11.9000', true],
  ['a market that did not tell', null, '0.0100', false],
])('%s', (_what, driftAfter, driftPlanned, isTold) => {
  const told = offTarget({ driftAfter, driftPlanned }, { driftThreshold: '5.0000', destination: 'target' });
  expect(told !== null).toBe(isTold);
});

test.each([
  ['5.2000', false],
  ['10.5000', true],
])(
  'a plan to the edge of the band leaves its portfolio there: a drift of %s %% afterwards is told: %s',
  (driftAfter, isTold) => {
    const batch = { driftAfter, driftPlanned: '4.9900' };
    const told = offTarget(batch, { driftThreshold: '5.0000', destination: 'band-edge' });
    expect(told !== null).toBe(isTold);
  },
);
