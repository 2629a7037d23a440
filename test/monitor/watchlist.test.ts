import { createCalendars } from '../../src/monitor/calendars';
import { createDriftIndex } from '../../src/monitor/index/drift-index';
import { isInShard, parseShard } from '../../src/monitor/shard';
import { createWatchlist } from '../../src/monitor/watchlist';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

const BY = actor();

/** A watchlist over a ledger in memory that writes down which portfolios are read. Those of the fixture are all drifted. */
function watchlist(isMine = (_id: string) => true) {
  const ledger = createMemoryLedger();
  const index = createDriftIndex();
  for (const symbol of ['AAPL', 'META', 'MSFT']) index.setPrice(symbol, '400');
  const list = createWatchlist(index, createCalendars(Date.now), isMine);
  const reads: string[] = [];
  const refresh = async () => {
    reads.length = 0;
    await list.refresh({
      ...ledger,
      findWatched: (ids) => {
        reads.push(...ids);
        return ledger.findWatched(ids);
      },
    });
  };
  const watched = () => index.candidates().map((slot) => list.at(slot).id);
  return { ledger, list, reads, refresh, watched };
}

test('only what changed is read again, and only what is ACTIVE is watched', async () => {
  const { ledger, reads, refresh, watched } = watchlist();
  for (const id of ['a', 'b', 'c']) await ledger.createPortfolio(newPortfolio({ id }), BY);
  await refresh();
  expect(watched().sort()).toEqual(['a', 'b', 'c']);
  await refresh();
  expect(reads).toEqual([]);
  await ledger.setStatus('a', { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
  await ledger.bookExternalCash('b', '1.00', 1, BY);
  await refresh();
  expect(reads).toEqual(['a', 'b']);
  expect(watched().sort()).toEqual(['b', 'c']);
});

test('a closed portfolio makes room for a new one', async () => {
  const { ledger, refresh, watched } = watchlist();
  await ledger.createPortfolio(newPortfolio({ id: 'old' }), BY);
  await refresh();
  await ledger.setStatus('old', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
  await refresh();
  expect(watched()).toEqual([]);
  await ledger.createPortfolio(newPortfolio({ id: 'new' }), BY);
  await refresh();
  expect(watched()).toEqual(['new']);
});

test('more portfolios than a page has are all watched', async () => {
  const { ledger, refresh, watched } = watchlist();
  for (let n = 0; n < 2_001; n += 1) await ledger.createPortfolio(newPortfolio({ id: `p-${n}` }), BY);
  await refresh();
  expect(watched()).toHaveLength(2_001);
});

test('every portfolio is watched by one of the shards and by no other', async () => {
  const shards = [1, 2, 3].map((number) => watchlist((id) => isInShard(id, { number, of: 3 })));
  const ids = Array.from({ length: 300 }, (_, n) => `p-${n}`);
  for (const { ledger, refresh } of shards) {
    for (const id of ids) await ledger.createPortfolio(newPortfolio({ id }), BY);
    await refresh();
  }
  const watched = shards.map((shard) => shard.watched());
  expect(watched.flat().sort()).toEqual([...ids].sort());
  for (const part of watched) expect(part.length).toBeGreaterThan(60);
});

test('a shard is written as its number and how many there are', () => {
  expect(parseShard('2/8')).toEqual({ number: 2, of: 8 });
  for (const wrong of ['0/8', '9/8', '2', '2/', '/8', '2/8/1', '-1/8', '2.5/8', ' 2/8']) {
    expect(parseShard(wrong)).toBeUndefined();
  }
});
