import { within } from '../../src/cli/within';

const never = () => new Promise<never>(() => undefined);

test('nothing begins after Ctrl-C', async () => {
  const work = jest.fn(never);
  await expect(within(work, 1_000, AbortSignal.abort(), 'late')).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(work).not.toHaveBeenCalled();
});

test('Ctrl-C ends the wait with the results so far', async () => {
  const pressed = new AbortController();
  const waited = within(never, 60_000, pressed.signal, 'late', { runId: 'r1' });
  pressed.abort();
  await expect(waited).rejects.toMatchObject({ code: 'INTERRUPTED', more: { answer: { runId: 'r1' } } });
});

test('a timeout ends the wait with the results so far, and a later failure is ignored', async () => {
  let fail = (_error: Error) => undefined as void;
  const work = () =>
    new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
  const waited = within(work, 1, new AbortController().signal, 'it goes on', { runId: 'r1' });
  await expect(waited).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'it goes on',
    more: { answer: { runId: 'r1' } },
  });
  fail(new Error('nobody hears it'));
});
