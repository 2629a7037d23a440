import fc from 'fast-check';
import { csvLine, parseCsvLine } from '../../src/input/csv';
import { type ImportFormat, lineReader, lineWriter } from '../../src/input/portfolio-lines';
import { InputRefused } from '../../src/input/refused';
import { portfolio } from '../support/situations';

const oneLine = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));

test('whatever is written as a line of CSV is read as it was', () => {
  fc.assert(
    fc.property(fc.array(oneLine, { minLength: 1 }), (fields) => {
      expect(parseCsvLine(csvLine(fields))).toEqual(fields);
    }),
  );
});

test('any line is read or refused, and what is read says the same again', () => {
  const syntax = fc.array(fc.constantFrom('"', ',', 'a', ' ', '""')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(syntax, (line) => {
      let fields: string[];
      try {
        fields = parseCsvLine(line);
      } catch (error) {
        return expect(error).toBeInstanceOf(InputRefused);
      }
      expect(parseCsvLine(csvLine(fields))).toEqual(fields);
    }),
  );
});

test.each([
  ['a,b', ['a', 'b']],
  ['', ['']],
  [',', ['', '']],
  ['"a,b","c ""d"""', ['a,b', 'c "d"']],
  ['"",a', ['', 'a']],
])('%s has the fields %j', (line, fields) => {
  expect(parseCsvLine(line)).toEqual(fields);
});

test.each(['"a', 'a"b', '"a"b', '"a" ,b', '"""'])('%s is no line of CSV', (line) => {
  expect(() => parseCsvLine(line)).toThrow(InputRefused);
});

test.each<ImportFormat>(['ndjson', 'csv'])('what is exported as %s is read as it was', (format) => {
  const one = portfolio({ policy: { driftThreshold: '7.5000' } });
  const { header, line } = lineWriter(format);
  const read = lineReader(format);
  if (header !== null) expect(read(header)).toBeUndefined();
  const { id, accountId, cash, targets, holdings, policy } = one;
  expect(read(line(one))).toEqual({ id, accountId, cash, targets, holdings, policy });
});

test.each<[string, string, string]>([
  ['INVALID_FILE', 'line', '{'],
  ['INVALID_FILE', 'line', '[]'],
  ['INVALID_FILE', 'colour', '{"id":"p","accountId":"a","cash":"1","targets":[],"colour":"red"}'],
  ['INVALID_PORTFOLIO_ID', 'id', '{"id":"_","accountId":"a","cash":"1","targets":[]}'],
  ['INVALID_TARGETS', 'targets', '{"id":"p","accountId":"a","cash":"1","targets":[{"symbol":"META","percent":"99"}]}'],
  ['INVALID_TARGETS', 'targets', '{"id":"p","accountId":"a","cash":"1","targets":[{"symbol":"META","percent":100}]}'],
  ['INVALID_HOLDINGS', 'cash', '{"id":"p","accountId":"a","targets":[{"symbol":"META","percent":"100"}]}'],
  [
    'INVALID_HOLDINGS',
    'cash',
    '{"id":"p","accountId":"a","cash":"1.001","targets":[{"symbol":"META","percent":"100"}]}',
  ],
  ['INVALID_HOLDINGS', 'cash', '{"id":"p","accountId":"a","cash":1,"targets":[{"symbol":"META","percent":"100"}]}'],
  ...[
    '{}',
    '[{"symbol":"meta","quantity":"1"}]',
    '[{"symbol":"META","quantity":"-1"}]',
    '[{"symbol":"META"}]',
    '[1]',
  ].map((holdings): [string, string, string] => [
    holdings === '[1]' ? 'INVALID_FILE' : 'INVALID_HOLDINGS',
    'holdings',
    `{"id":"p","accountId":"a","cash":"1","targets":[{"symbol":"META","percent":"100"}],"holdings":${holdings}}`,
  ]),
])('%s at %s: %s', (code, field, line) => {
  expect(refusalOf(() => lineReader('ndjson')(line))).toMatchObject({ code, field });
});

test.each<[string, string[]]>([
  ['header', ['id,accountId,cash']],
  ['header', ['id,accountId,cash,targets,colour']],
  ['header', ['id,id,accountId,cash,targets']],
  ['line', ['id,accountId,cash,targets', 'p,a,1']],
  ['policy', ['id,accountId,cash,targets,policy', 'p,a,1,META=100,x']],
  ['targets', ['id,accountId,cash,targets', 'p,a,1,META 100']],
  ['cash', ['id,accountId,cash,targets', 'p,a,,META=100']],
])('CSV is refused at the %s of %j', (field, lines) => {
  const read = lineReader('csv');
  for (const line of lines.slice(0, -1)) read(line);
  expect(refusalOf(() => read(lines.at(-1) ?? ''))).toMatchObject({ field });
});

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
