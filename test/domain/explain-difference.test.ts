import type { Activity } from '../../src/domain/activity';
import { explainDifference } from '../../src/domain/explain-difference';
import { activity } from '../support/portfolios';

const NOW = '2026-03-02T15:00:00.000Z';
const YESTERDAY = '2026-03-01T15:00:00.000Z';

interface Row {
  what: string;
  /** Cash and shares of META, by the books and at the broker. */
  books: [cash: string, meta: string];
  account: [cash: string, meta: string];
  /** Each seen first at the time that it is dated to, unless it says when. */
  waiting: Partial<Activity & { seenAt: string }>[];
  booked: string[];
  included?: string[];
  isExact?: boolean;
}

const split = (some: Row['waiting'][number] = {}): Row['waiting'][number] => ({
  id: 'split',
  kind: 'SPLIT',
  symbol: 'META',
  quantity: '90',
  ...some,
});

test.each<Row>([
  {
    what: 'a deposit that the account shows is booked',
    books: ['100.00', '10'],
    account: ['350.00', '10'],
    waiting: [{ id: 'deposit', cash: '250.00' }],
    booked: ['deposit'],
  },
  {
    what: 'a deposit that the account does not show yet waits',
    books: ['100.00', '10'],
    account: ['100.00', '10'],
    waiting: [{ id: 'deposit', cash: '250.00' }],
    booked: [],
  },
  {
    what: 'a deposit that the books had already is included once the account has agreed for an hour',
    books: ['350.00', '10'],
    account: ['350.00', '10'],
    waiting: [{ id: 'deposit', cash: '250.00', at: YESTERDAY }],
    booked: [],
    included: ['deposit'],
  },
  {
    what: 'of two deposits of which the books had one already, the other one is booked',
    books: ['350.00', '10'],
    account: ['380.00', '10'],
    waiting: [
      { id: 'old', cash: '250.00', at: YESTERDAY },
      { id: 'new', cash: '30.00' },
    ],
    booked: ['new'],
    included: ['old'],
  },
  {
    what: 'a withdrawal that is dated back and was just listed waits until the account shows it',
    books: ['350.00', '10'],
    account: ['350.00', '10'],
    waiting: [{ id: 'withdrawal', cash: '-250.00', at: YESTERDAY, seenAt: NOW }],
    booked: [],
  },
  {
    what: 'a split that is dated back and was just listed waits until the account shows its shares',
    books: ['100.00', '10'],
    account: ['100.00', '10'],
    waiting: [split({ at: YESTERDAY, seenAt: NOW })],
    booked: [],
  },
  {
    what: 'a deposit and a fee are booked together',
    books: ['100.00', '10'],
    account: ['195.00', '10'],
    waiting: [
      { id: 'deposit', cash: '100.00' },
      { id: 'fee', cash: '-5.00' },
    ],
    booked: ['deposit', 'fee'],
  },
  {
    what: 'what explains most of the cash is booked, and the rest is left over',
    books: ['100.00', '10'],
    account: ['1100.37', '10'],
    waiting: [{ id: 'deposit', cash: '1000.00' }],
    booked: ['deposit'],
    isExact: false,
  },
  {
    what: 'what is larger than the difference by half explains nothing',
    books: ['100.00', '10'],
    account: ['150.00', '10'],
    waiting: [{ id: 'deposit', cash: '100.00', at: YESTERDAY }],
    booked: [],
    isExact: false,
  },
  {
    what: 'a split that the account shows is booked',
    books: ['100.00', '10'],
    account: ['100.00', '100'],
    waiting: [split()],
    booked: ['split'],
  },
  {
    what: 'a split waits while the account shows the old shares',
    books: ['100.00', '10'],
    account: ['100.00', '10'],
    waiting: [split()],
    booked: [],
  },
  {
    what: 'a split that a person took over before it was listed is included',
    books: ['100.00', '100'],
    account: ['100.00', '100'],
    waiting: [split({ at: YESTERDAY })],
    booked: [],
    included: ['split'],
  },
  {
    what: 'shares are explained exactly or not at all, however long one waits',
    books: ['100.00', '10'],
    account: ['100.00', '99.999999999'],
    waiting: [split({ at: YESTERDAY })],
    booked: [],
    isExact: false,
  },
  {
    what: 'cash that came with shares is booked with them',
    books: ['100.00', '10'],
    account: ['600.00', '0'],
    waiting: [{ id: 'merger', kind: 'MERGER', symbol: 'META', quantity: '-10', cash: '500.00' }],
    booked: ['merger'],
  },
  {
    what: 'a reverse split and the cash for its fraction are booked together, or the shares first',
    books: ['100.00', '15'],
    account: ['100.00', '1'],
    waiting: [split({ quantity: '-14' }), { id: 'cash', cash: '50.00' }],
    booked: ['split'],
  },
  {
    what: 'of many that wait, the ones that the account shows so far are booked',
    books: ['0.00', '10'],
    account: ['14.00', '10'],
    waiting: Array.from({ length: 20 }, (_, n) => ({ id: `dividend-${n}`, cash: '1.00' })),
    booked: Array.from({ length: 14 }, (_, n) => `dividend-${n}`),
  },
])('$what', ({ books, account, waiting, booked, included = [], isExact = true }) => {
  const holding = (quantity: string) => (quantity === '0' ? [] : [{ symbol: 'META', quantity }]);
  const explained = explainDifference({
    books: { cash: books[0], holdings: holding(books[1]) },
    account: { cash: account[0], positions: holding(account[1]) },
    waiting: waiting.map((some) => ({ seenAt: activity(some).at, ...activity(some), ...some })),
    now: NOW,
  });
  expect({
    booked: explained.booked.map(({ id }) => id),
    included: explained.included.map(({ id }) => id),
    isExact: explained.isExact,
  }).toEqual({ booked, included, isExact });
});
