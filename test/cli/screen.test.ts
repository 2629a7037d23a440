import { bar } from '../../src/cli/screen/bar';
import { portfolioText } from '../../src/cli/screen/portfolio';
import { table } from '../../src/cli/screen/table';
import { newPortfolio } from '../support/portfolios';

const PIPED = { columns: undefined, rows: undefined };
const ROWS = [
  ['META', '33.3300 %', '12.5'],
  ['BRK.B', '0.0000 %', '1000'],
];
const HEADINGS = ['SYMBOL', 'TARGET', 'QUANTITY'];

test('rows stand under their headings, numbers to the right', () => {
  expect(table(HEADINGS, ROWS, PIPED)).toBe(
    ['SYMBOL     TARGET  QUANTITY', 'META    33.3300 %      12.5', 'BRK.B    0.0000 %      1000'].join('\n'),
  );
});

test('on a screen too narrow for a row each row becomes a block, and no line is too long', () => {
  expect(table(HEADINGS, ROWS, { columns: 20, rows: 24 })).toBe(
    [
      'SYMBOL    META',
      'TARGET    33.3300 %',
      'QUANTITY  12.5',
      '',
      'SYMBOL    BRK.B',
      'TARGET    0.0000 %',
      'QUANTITY  1000',
    ].join('\n'),
  );
});

test.each([
  ['below its mark', '3', '5', '███·│·····'],
  ['above its mark', '7.5', '5', '████▓███··'],
  ['at nothing', '0', '5', '····│·····'],
  ['beyond everything', '1000', '5', '████▓█████'],
])('a bar %s', (_what, value, mark, drawn) => {
  expect(bar(value, mark, '10', 10)).toBe(drawn);
});

test('a bar without a scale is empty', () => {
  expect(bar('0', '0', '0', 4)).toBe('│···');
});

test('a portfolio says until when it cools down, and nothing once that is over', () => {
  const coolUntil = '2026-03-02T15:15:00.000Z';
  const portfolio = {
    ...newPortfolio(),
    ...{
      status: 'ACTIVE' as const,
      statusReason: null,
      statusBefore: null,
      restrictions: [],
      withdrawals: [],
      frozen: false,
      freezeUndoes: false,
    },
    ...{
      version: 1,
      settingsRevision: 1,
      policyVersion: 1,
      calendarDoneOn: null,
      rollbacksInARow: 1,
      coolUntil,
      refusal: null,
      refusedSince: null,
    },
  };
  const shownAt = (now: string) => portfolioText(portfolio, null, null, now, PIPED);
  expect(shownAt('2026-03-02T15:14:59.999Z')).toContain(`cools until  ${coolUntil}`);
  expect(shownAt(coolUntil)).not.toContain('cools');
});
