import { count, percent, shares, sumOfPercents, usd } from '../../console/format/amount';
import { barHeights, fractionOf, roomFor } from '../../console/format/geometry';
import { changesOf, POLICY_FIELDS, textOf } from '../../console/format/policy-fields';
import { ageText, agoText, durationText, timeText } from '../../console/format/time';
import { DEFAULT_POLICY } from '../../src/domain/policy';

test.each([
  [usd, '0.00', '$0.00'],
  [usd, '100000.00', '$100,000.00'],
  [usd, '-1234567.5', '−$1,234,567.50'],
  // Its last digits do not fit into a float.
  [usd, '123456789012345678.91', '$123,456,789,012,345,678.91'],
  [usd, '450.2525', '$450.2525'],
  [usd, 'unknown', 'unknown'],
  [shares, '83.325000000', '83.325'],
  [shares, '1200', '1,200'],
  [shares, '0.000000001', '0.000000001'],
  [percent, '5.0001', '5.0001 %'],
  [percent, '-33.3300', '−33.3300 %'],
  [percent, '5', '5 %'],
])('%p shows %s as %s', (format, text, shown) => {
  expect(format(text)).toBe(shown);
});

test('counts are grouped', () => {
  expect([0, 999, 1_000, 1_000_000, -1_234].map(count)).toEqual(['0', '999', '1,000', '1,000,000', '−1,234']);
});

test('percents are summed exactly', () => {
  expect(sumOfPercents(['33.3300', '33.33', '33.3400'])).toBe('100.0000');
  expect(sumOfPercents(['0.1', '0.2'])).toBe('0.3000');
  expect(sumOfPercents(['1', '-1.5'])).toBe('-0.5000');
  expect(sumOfPercents([])).toBe('0.0000');
  expect(sumOfPercents(['50', ''])).toBeUndefined();
  expect(sumOfPercents(['33.33333'])).toBeUndefined();
});

test('a bar ends within its frame, whatever it is of', () => {
  expect(fractionOf('2.5', '5.0000')).toBe(0.5);
  expect([fractionOf('-1', '5'), fractionOf('9', '5'), fractionOf('1', '0'), fractionOf('x', '5')]).toEqual([
    0, 1, 0, 0,
  ]);
  expect(fractionOf('12', roomFor(['1.2', '12.0', '3']))).toBeCloseTo(1 / 1.2);
});

test('one among a million is seen, and none is nothing', () => {
  const [most = 0, one = 0, none] = barHeights([1_000_000, 1, 0]);
  expect([most, none]).toEqual([1, 0]);
  expect(one).toBeGreaterThan(0.04);
  expect(barHeights([0, 0])).toEqual([0, 0]);
});

test('times are said in one form', () => {
  expect([-5, 900, 59_999, 60_000, 3_600_000, 172_800_000].map(ageText)).toEqual([
    'now',
    'now',
    '59 s',
    '1 min',
    '1 h',
    '2 d',
  ]);
  expect([0, 5_000].map(agoText)).toEqual(['now', '5 s ago']);
  expect(timeText('2026-03-02T15:00:00.123Z')).toBe('2026-03-02 15:00:00 UTC');
  expect(timeText('soon')).toBe('soon');
  expect([0, 1_500, 90_000, 120_000, 21_600_000].map(durationText)).toEqual(['0', '1500 ms', '90 s', '2 min', '6 h']);
});

test('every field of a policy can be changed, and only what was changed is sent', () => {
  const policy = {
    ...DEFAULT_POLICY,
    rollbackLimits: { ...DEFAULT_POLICY.rollbackLimits },
    cooldownAfterSuccessMs: 90_500,
  };
  const names = Object.entries(policy).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => `${name}.${inner}`)
      : [name],
  );
  expect(POLICY_FIELDS.map(({ name }) => name).sort()).toEqual(names.sort());
  const texts = Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, textOf(policy, field)]));
  expect(texts).toMatchObject({ maxRunsPerDay: '', cooldownAfterSuccessMs: '90.5', driftThreshold: '5.0000' });
  expect(changesOf(policy, texts)).toEqual({ fields: {}, changed: [] });
  const wished = { ...texts, maxRunsPerDay: '4', lockTtlMs: '7200.25', externalCashLimit: ' ', driftThreshold: '2.5' };
  const limits = { 'rollbackLimits.sameSession': 'false', 'rollbackLimits.residualPercent': '2' };
  expect(changesOf(policy, { ...wished, ...limits })).toMatchObject({
    fields: {
      driftThreshold: '2.5',
      maxRunsPerDay: 4,
      externalCashLimit: null,
      lockTtlMs: 7_200_250,
      rollbackLimits: { residualPercent: '2', sameSession: false },
    },
  });
});

test.each([
  ['driftThreshold', ''],
  ['maxRunsPerDay', '1.5'],
  ['lockTtlMs', '0.0001'],
  ['lockTtlMs', 'soon'],
])('%s has no value %p', (name, text) => {
  const texts = Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, textOf(DEFAULT_POLICY, field)]));
  expect(changesOf(DEFAULT_POLICY, { ...texts, [name]: text })).toEqual({
    problem: expect.stringMatching(/ is not a value$/) as string,
  });
});

test('the asset classes of a policy are one text', () => {
  const classes = [
    { name: 'EQUITY', band: '3.0000', symbols: ['SPY', 'VXUS'] },
    { name: 'BONDS', band: '2.0000', symbols: ['AGG'] },
  ];
  const policy = { ...DEFAULT_POLICY, assetClasses: classes };
  const texts = Object.fromEntries(POLICY_FIELDS.map((field) => [field.name, textOf(policy, field)]));
  expect(texts.assetClasses).toBe('EQUITY 3.0000: SPY VXUS; BONDS 2.0000: AGG');
  expect(changesOf(policy, texts)).toEqual({ fields: {}, changed: [] });
  const typed = (assetClasses: string) => changesOf(policy, { ...texts, assetClasses });
  expect(typed('EQUITY 4:SPY, VXUS')).toMatchObject({
    fields: { assetClasses: [{ name: 'EQUITY', band: '4', symbols: ['SPY', 'VXUS'] }] },
  });
  expect(typed('')).toMatchObject({ fields: { assetClasses: [] } });
  expect(typed('EQUITY SPY')).toHaveProperty('problem');
});
