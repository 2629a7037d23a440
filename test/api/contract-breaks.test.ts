import { CONTRACT } from '../support/contract';
import { contractBreaks } from '../support/contract-breaks';

type Document = Parameters<typeof contractBreaks>[0];
const changed = (change: (document: Document) => void) => {
  const document = structuredClone(CONTRACT) as unknown as Document;
  change(document);
  return contractBreaks(CONTRACT as unknown as Document, document);
};
const schema = (document: Document, name: string) =>
  (document.components.schemas[name] ?? {}) as { properties: Record<string, unknown>; required: string[] };

test.each<[what: string, change: (document: Document) => void, breaks: string[]]>([
  ['nothing', () => undefined, []],
  ['a new operation', (document) => (document.paths['/v1/new'] = {}), []],
  ['a new field', (document) => (schema(document, 'Portfolio').properties.more = { type: 'string' }), []],
  ['an operation that is gone', (document) => delete document.paths['/v1/me'], ['get /v1/me is gone']],
  [
    'a field that is gone',
    (document) => delete schema(document, 'Portfolio').properties.cash,
    ['Portfolio.cash is gone'],
  ],
  [
    'a field that must be sent',
    (document) => schema(document, 'SetTrading').required.push('more'),
    ['SetTrading.more must be sent, and was not'],
  ],
  [
    'another type',
    (document) => (schema(document, 'Trading').properties.undo = { type: 'string' }),
    ['Trading.undo has another type'],
  ],
  [
    'a value that is gone',
    (document) =>
      (schema(document, 'Portfolio').properties.status = { type: 'string', enum: ['ACTIVE', 'PAUSED', 'STALE'] }),
    ['Portfolio.status has no CLOSED any more'],
  ],
])('%s', (_what, change, breaks) => {
  expect(changed(change)).toEqual(breaks);
});
