import { barChart } from '../../../src/local/charts/bar-chart';
import { csv } from '../../../src/local/charts/csv';
import { lineChart } from '../../../src/local/charts/line-chart';
import { linearScale, logScale } from '../../../src/local/charts/scale';
import { escaped } from '../../../src/local/charts/svg';
import { shortUsd } from '../../../src/local/charts/usd';

const size = { width: 360, height: 200 };

test.each([
  [
    [0, 1],
    [0, 0.5, 1],
  ],
  [
    [66_000, 115_000],
    [60_000, 80_000, 100_000, 120_000],
  ],
  [
    [0, 0],
    [0, 0.5],
  ],
  [
    [5, 5],
    [4, 6],
  ],
  [
    [-3, 7],
    [-5, 0, 5, 10],
  ],
])('an axis for %j has round ends and steps', (values, ticks) => {
  const scale = linearScale(values, 3);

  expect(scale.ticks).toEqual(ticks);
  expect([scale.at(ticks[0] as number), scale.at(ticks.at(-1) as number)]).toEqual([0, 1]);
});

test('on a logarithmic axis equal ratios are equally far apart', () => {
  const scale = logScale([100_000, 9_000_000]);

  expect(scale.ticks).toEqual([100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000]);
  expect(scale.at(1_000_000)).toBeCloseTo(0.5);
});

test('a peak of one day is drawn, however many days share its pixel', () => {
  const values = Array.from({ length: 8_313 }, (_none, day) => (day === 4_000 ? 10 : 0));
  const dates = values.map(() => '2000-01-03');
  const drawn = lineChart({ size, title: 'spike', dates, lines: [{ className: 'a', values }], show: String });

  // The top of the plot is at 22.
  expect(/ d="([^"]+)"/.exec(drawn)?.[1]?.match(/,22L/g)).toHaveLength(1);
  expect(drawn.length).toBeLessThan(20_000);
});

test('years are named where there are several, else months, and one day is drawn as well', () => {
  const of = (dates: string[]) =>
    lineChart({ size, title: 't', dates, lines: [{ className: 'a', values: dates.map(() => 1) }], show: () => '' });

  expect(of(['2019-12-31', '2020-01-02', '2021-01-04'])).toMatch(/>2020<.*>2021</);
  expect(of(['2020-01-31', '2020-02-03', '2020-03-02'])).toMatch(/>2020-02<.*>2020-03</);
  expect(of(['2020-01-31'])).not.toContain('NaN');
});

test('bars rise from 0, and names are left out where there is no room', () => {
  const bars = Array.from({ length: 33 }, (_none, index) => ({ name: `${1990 + index}`, value: index }));
  const drawn = barChart({ size, title: 'bars', bars, show: String });

  expect(drawn.match(/<rect/g)).toHaveLength(33);
  expect(drawn.match(/>(?:19|20)\d\d</g)?.length).toBeLessThan(8);
});

test('text cannot become markup, and a field that needs quotes is not written', () => {
  expect(escaped(`<b a="1">'&`)).toBe('&#60;b a=&#34;1&#34;&#62;&#39;&#38;');
  expect(() => csv(['a'], [['1,2']])).toThrow(RangeError);
});

test.each([
  [0, '$0'],
  [950, '$950'],
  [100_000, '$100k'],
  [1_500_000, '$1.5M'],
  [2_000_000_000, '$2B'],
])('%d USD are %s on an axis', (usd, text) => {
  expect(shortUsd(usd)).toBe(text);
});
