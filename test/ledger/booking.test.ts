import { assertCashChain } from '../../src/ledger/rules/booking';

test('the cash after a booking is the cash before it and what the fills moved, to the cent', () => {
  const fills = [{ cash: '500.00' }, { cash: '-300.01' }];
  expect(() => assertCashChain({ cash: '10.00' }, { cash: '209.99' }, fills)).not.toThrow();
  expect(() => assertCashChain({ cash: '10.00' }, { cash: '210.00' }, fills)).toThrow('10.00, 199.99, 210.00');
  expect(() => assertCashChain({ cash: '10.00' }, { cash: '10.00' }, fills)).toThrow('the cash after');
});
