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
  const told = offTarget({ driftAfter, driftPlanned }, { driftThreshold: '5.0000' });
  expect(told !== null).toBe(isTold);
});
