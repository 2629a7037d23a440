import { type Memory, memoryText, readMemory } from '../../src/activities/order/memory';

const SENT: Memory = { kind: 'sent', sentAt: '2026-03-02T15:00:00.000Z', seen: null };
const ASKED: Memory = { kind: 'asked', answer: 'missing', claims: 2 };

test.each([SENT, ASKED, { ...ASKED, answer: null, claims: 0 }])('%j is read as it was written', (memory) => {
  expect(readMemory(memoryText(memory))).toEqual(memory);
});

test.each([
  ['{"sentAt":"2026-03-02T15:00:00.000Z","seen":null}', SENT],
  ['missing 2', ASKED],
  ['nothing 0', { kind: 'asked', answer: null, claims: 0 }],
])('%s from a worker of the previous build is read', (details, memory) => {
  expect(readMemory(details)).toEqual(memory);
});

// It looks for `sentAt` in JSON, and for two words in anything else.
test('a worker of the previous build reads what a sender wrote, and ignores the rest', () => {
  expect(JSON.parse(memoryText(SENT))).toMatchObject({ sentAt: SENT.sentAt, seen: null });
  expect(JSON.parse(memoryText(ASKED))).not.toHaveProperty('sentAt');
});

test.each([undefined, null, 7, '', 'missing', '{}'])('%j is not a memory', (details) => {
  expect(readMemory(details)).toBeUndefined();
});
