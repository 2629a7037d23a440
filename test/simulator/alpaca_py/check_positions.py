from uuid import UUID

from alpaca.broker.client import BrokerClient
from alpaca.trading.enums import AssetClass, AssetExchange, OrderSide, PositionIntent, PositionSide
from alpaca.trading.requests import ClosePositionRequest, LimitOrderRequest, MarketOrderRequest
from harness import URL, OnBothApis, admin


class Positions(OnBothApis):
    def bought(self, desk, symbol, qty):
        return self.filled(desk, desk.submit_order(MarketOrderRequest(symbol=symbol, qty=qty, side="buy", time_in_force="day")))

    def test_a_position_knows_what_it_cost_and_gained(self):
        symbol = self.new_symbol("100")
        desk = self.open_account()
        self.bought(desk, symbol, 1)
        admin("PUT", "prices", {symbol: "110"})
        self.bought(desk, symbol, 3)
        admin("PUT", "prices", {symbol: "120"})
        position = desk.get_open_position(symbol)
        self.assertEqual((position.symbol, position.qty, position.side), (symbol, "4", PositionSide.LONG))
        self.assertEqual((position.exchange, position.asset_class), (AssetExchange.NASDAQ, AssetClass.US_EQUITY))
        self.assertEqual((position.avg_entry_price, position.cost_basis), ("107.5", "430"))
        self.assertEqual((position.current_price, position.market_value), ("120", "480"))
        self.assertEqual((position.unrealized_pl, position.unrealized_plpc), ("50", "0.1162790697674419"))
        self.assertEqual((position.lastday_price, position.change_today), ("100", "0.2"))
        self.assertEqual((position.unrealized_intraday_pl, position.unrealized_intraday_plpc), ("80", "0.2"))

    def test_a_sell_leaves_the_average_price_as_it_is(self):
        symbol = self.new_symbol("100")
        desk = self.open_account()
        self.bought(desk, symbol, 4)
        admin("PUT", "prices", {symbol: "150"})
        self.filled(desk, desk.close_position(symbol, ClosePositionRequest(qty="1.5")))
        position = desk.get_open_position(symbol)
        self.assertEqual((position.qty, position.avg_entry_price, position.cost_basis), ("2.5", "100", "250"))
        self.assertEqual(position.unrealized_pl, "125")

    def test_positions_are_listed_and_found_by_symbol_and_by_asset_id(self):
        desk = self.open_account(positions={"META": "1.5", "AAPL": "2"})
        listed = desk.get_all_positions()
        self.assertEqual([(position.symbol, position.qty) for position in listed], [("AAPL", "2"), ("META", "1.5")])
        asset_id = listed[1].asset_id
        self.assertIsInstance(asset_id, UUID)
        self.assertEqual(desk.get_open_position(asset_id).symbol, "META")
        self.refused(lambda: desk.get_open_position("XOM"), 404, 40410000, "position not found: XOM")

    def test_open_sells_are_not_available(self):
        desk = self.open_account(positions={"META": "2"})
        desk.submit_order(LimitOrderRequest(symbol="META", qty=0.5, side="sell", time_in_force="day", limit_price=9999))
        self.assertEqual(desk.get_open_position("META").qty_available, "1.5")

    def test_a_position_is_closed_whole_or_in_part(self):
        desk = self.open_account(positions={"META": "10", "AAPL": "3"})
        part = self.filled(desk, desk.close_position("META", ClosePositionRequest(percentage="25")))
        self.assertEqual((part.side, part.filled_qty, part.position_intent), (OrderSide.SELL, "2.5", PositionIntent.SELL_TO_CLOSE))
        self.filled(desk, desk.close_position("META", ClosePositionRequest(qty="0.5")))
        self.assertEqual(desk.get_open_position("META").qty, "7")
        self.filled(desk, desk.close_position("META"))
        self.assertEqual([position.symbol for position in desk.get_all_positions()], ["AAPL"])
        self.refused(lambda: desk.close_position("META"), 404, 40410000, "position not found: META")
        message = "insufficient qty available for order (requested: 4, available: 3)"
        self.refused(lambda: desk.close_position("AAPL", ClosePositionRequest(qty="4")), 403, 40310000, message)

    def test_all_positions_are_closed_and_each_is_answered_for(self):
        desk = self.open_account(positions={"META": "1", "AAPL": "2.5"})
        desk.submit_order(LimitOrderRequest(symbol="META", qty=1, side="sell", time_in_force="day", limit_price=9999))
        refused, sold = sorted(desk.close_all_positions(), key=lambda answer: answer.symbol, reverse=True)
        self.assertEqual((refused.symbol, refused.status, refused.body.code), ("META", 403, 40310000))
        self.assertEqual((refused.body.existing_qty, refused.body.held_for_orders), (1, 1))
        self.assertEqual((sold.symbol, sold.status, sold.body.qty), ("AAPL", 200, "2.5"))
        self.filled(desk, sold.body)
        (answer,) = desk.close_all_positions(cancel_orders=True)
        self.filled(desk, answer.body)
        self.assertEqual((desk.get_all_positions(), desk.get_orders()), ([], []))

    def test_the_broker_api_has_the_positions_of_all_accounts(self):
        desk = self.open_account(positions={"META": "1"})
        empty = self.open_account()
        everyone = BrokerClient("key", "secret", sandbox=False, url_override=URL).get_all_accounts_positions()
        self.assertEqual([position.qty for position in everyone.positions[desk.account_id]], ["1"])
        self.assertNotIn(empty.account_id, everyone.positions)
