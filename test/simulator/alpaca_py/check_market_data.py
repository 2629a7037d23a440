from datetime import datetime, timedelta, timezone

from alpaca.data.requests import StockLatestQuoteRequest, StockLatestTradeRequest, StockSnapshotRequest
from harness import OnBothApis, admin, market_data


class MarketData(OnBothApis):
    def test_the_latest_trade_has_the_price(self):
        symbol = self.new_symbol("1234.5678")
        trade = market_data().get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols=[symbol, "META"]))
        self.assertEqual(trade[symbol].price, 1234.5678)
        self.assertEqual(trade["META"].symbol, "META")
        self.assertLess(abs(trade[symbol].timestamp - datetime.now(timezone.utc)), timedelta(minutes=1))

    def test_the_latest_quote_has_bid_and_ask(self):
        symbol = self.new_symbol("100")
        admin("PUT", f"assets/{symbol}", {"quote": {"bid": "99.98", "ask": "100.03"}})
        quote = market_data().get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols=symbol))[symbol]
        self.assertEqual((quote.bid_price, quote.ask_price), (99.98, 100.03))
        self.assertGreater(quote.bid_size, 0)

    def test_a_snapshot_has_both(self):
        symbol = self.new_symbol("100")
        snapshot = market_data().get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols=[symbol]))[symbol]
        self.assertEqual(snapshot.latest_trade.price, 100)
        self.assertLessEqual(snapshot.latest_quote.bid_price, snapshot.latest_quote.ask_price)
