import type { Fill } from '../../src/domain/batch';
import { derivedFill } from '../../src/domain/derived-fill';
import { type DerivedOrder, lateExecutions, lateProblem } from '../../src/domain/late-executions';

// 5 META were sold at $400.10 on average: one execution of 2 was listed at once, the rest was derived.

const AT = '2026-03-02T15:00:00.000Z';
const execution = (executionId: string, quantity: string, price: string) => ({ executionId, quantity, price, at: AT });
const first: Fill = { clientOrderId: 'o', cash: '800.00', ...execution('x1', '2', '400') };
const derived = derivedFill(
  { clientOrderId: 'o', side: 'SELL', filledQuantity: '5', filledPrice: '400.1' },
  [first],
  AT,
);
const order: DerivedOrder = { batchId: 'b', clientOrderId: 'o', side: 'SELL', marketTime: AT, fills: [first, derived] };

const listed = (...late: ReturnType<typeof execution>[]) =>
  lateExecutions(order, [execution('x1', '2', '400'), ...late]);

test('what was derived is what the executions that are listed later say', () => {
  expect(derived).toMatchObject({ quantity: '3', cash: '1200.50' });
  const late = listed(execution('x2', '1', '400.5'), execution('x3', '2', '400'));
  expect(late).toEqual({
    executions: [
      { clientOrderId: 'o', cash: '400.50', ...execution('x2', '1', '400.5') },
      { clientOrderId: 'o', cash: '800.00', ...execution('x3', '2', '400') },
    ],
    quantityDifference: '0',
    cashDifference: '0.00',
  });
  expect(late && lateProblem(late)).toBeUndefined();
});

test('while they do not make up what was derived, the list still lags', () => {
  expect(listed()).toBeUndefined();
  expect(listed(execution('x2', '2.999999999', '400'))).toBeUndefined();
});

test.each([
  ['a cent for each execution is rounding', '400.505', '400', '0.00', false],
  ['two cents for two executions are, too', '400.52', '400', '0.02', false],
  ['three are money', '400.53', '400', '0.03', true],
  ['and so is less than was booked', '390', '400', '-10.50', true],
])('a difference in money is shown: %s', (_what, one, other, difference, isProblem) => {
  const late = listed(execution('x2', '1', one), execution('x3', '2', other));
  expect(late?.cashDifference).toBe(difference);
  expect(late && lateProblem(late)).toEqual(
    isProblem ? (expect.stringContaining(`$${difference}`) as string) : undefined,
  );
});

test('more shares than were booked are a problem whatever they cost', () => {
  const late = listed(execution('x2', '3', '400.1666666'), execution('x3', '0.5', '0.0001'));
  expect(late).toMatchObject({ quantityDifference: '0.5' });
  expect(late && lateProblem(late)).toContain('0.5 shares');
});

test('a buy moves money the other way', () => {
  const bought = derivedFill({ clientOrderId: 'o', side: 'BUY', filledQuantity: '5', filledPrice: '400.1' }, [], AT);
  const late = lateExecutions({ ...order, side: 'BUY', fills: [bought] }, [execution('x1', '5', '400')]);
  expect(late).toMatchObject({ cashDifference: '0.50', executions: [{ cash: '-2000.00' }] });
});
