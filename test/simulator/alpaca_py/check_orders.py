from datetime import datetime, timedelta, timezone
from uuid import uuid4

from alpaca.common.enums import Sort
from alpaca.trading.enums import OrderSide, OrderStatus, OrderType, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (
    GetOrderByIdRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
)
from harness import OnBothApis, admin, wait_for


def market(symbol, side="buy", **amount):
    return MarketOrderRequest(symbol=symbol, side=side, time_in_force="day", **amount)


def limit(symbol, price, side="buy", qty=1, time_in_force="day", **more):
    return LimitOrderRequest(symbol=symbol, side=side, time_in_force=time_in_force, qty=qty, limit_price=price, **more)


class Orders(OnBothApis):
    def waiting(self, desk, request):
        """An order that has reached the exchange and waits for its price."""
        order = desk.submit_order(request)
        return wait_for(lambda: desk.get_order_by_id(order.id), lambda now: now.status == OrderStatus.NEW)

    def test_a_market_order_by_quantity_fills(self):
        desk = self.open_account()
        order = desk.submit_order(market("META", qty=1.234567891))
        self.assertEqual((order.status, order.qty, order.notional), (OrderStatus.PENDING_NEW, "1.234567891", None))
        self.assertEqual((order.side, order.type, order.symbol), (OrderSide.BUY, OrderType.MARKET, "META"))
        self.assertEqual((order.time_in_force, order.extended_hours), (TimeInForce.DAY, False))
        filled = self.filled(desk, order)
        self.assertEqual((filled.filled_qty, filled.filled_avg_price), ("1.234567891", "400"))
        self.assertLessEqual(filled.submitted_at, filled.filled_at)

    def test_a_market_order_by_dollars_fills(self):
        desk = self.open_account()
        order = self.filled(desk, desk.submit_order(market("META", notional=100.1)))
        self.assertEqual((order.notional, order.qty, order.filled_qty), ("100.1", None, "0.25025"))
        self.assertEqual(desk.get_account().cash, "9899.90")

    def test_the_smallest_quantity_is_read_exactly(self):
        desk = self.open_account(positions={"META": "1"})
        order = self.filled(desk, desk.submit_order(market("META", side="sell", qty=0.000000001)))
        self.assertEqual(order.filled_qty, "0.000000001")
        self.assertEqual(desk.get_open_position("META").qty, "0.999999999")

    def test_a_limit_order_waits_for_its_price(self):
        symbol = self.new_symbol("100")
        desk = self.open_account()
        order = self.waiting(desk, limit(symbol, 99.5))
        self.assertEqual((order.limit_price, order.type, order.filled_qty), ("99.5", OrderType.LIMIT, "0"))
        admin("PUT", "prices", {symbol: "99.25"})
        self.assertEqual(self.filled(desk, order).filled_avg_price, "99.25")

    def test_an_order_is_found_by_both_of_its_ids(self):
        desk = self.open_account()
        order = desk.submit_order(market("META", qty=1, client_order_id="mine-1"))
        self.filled(desk, order)
        by_id = desk.get_order_by_id(order.id, GetOrderByIdRequest(nested=True))
        self.assertEqual(desk.get_order_by_client_id("mine-1"), by_id)
        self.assertEqual((by_id.client_order_id, by_id.legs), ("mine-1", None))
        self.refused(lambda: desk.get_order_by_client_id("nobody's"), 404, 40410000, "order not found")
        self.refused(lambda: desk.get_order_by_id(uuid4()), 404, 40410000, "order not found")

    def test_a_client_order_id_is_used_once(self):
        desk = self.open_account()
        desk.submit_order(market("META", qty=1, client_order_id="once"))
        again = market("AAPL", qty=1, client_order_id="once")
        self.refused(lambda: desk.submit_order(again), 422, 40010001, "client_order_id must be unique")

    def test_more_than_there_is_is_refused_with_what_there_is(self):
        desk = self.open_account("100.00", {"META": "2"})
        body = self.refused(lambda: desk.submit_order(market("META", notional=100.01)), 403, 40310000, "insufficient buying power")
        self.assertEqual((body["buying_power"], body["cost_basis"]), ("100.00", "100.01"))
        message = "insufficient qty available for order (requested: 3, available: 2)"
        body = self.refused(lambda: desk.submit_order(market("META", side="sell", qty=3)), 403, 40310000, message)
        self.assertEqual((body["existing_qty"], body["held_for_orders"], body["symbol"]), ("2", "0", "META"))

    def test_orders_that_the_rules_do_not_allow_are_refused_in_alpacas_words(self):
        desk = self.open_account()
        halves = self.new_symbol("100")
        admin("PUT", f"assets/{halves}", {"fractionable": False})
        gone = self.new_symbol("100")
        admin("PUT", f"assets/{gone}", {"tradable": False})
        part = MarketOrderRequest(symbol="META", side="buy", qty=0.5, time_in_force="gtc")
        message = "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria"
        for request, status, code, says in [
            (part, 422, 42210000, "fractional orders must be DAY orders"),
            (limit("META", 290.123), 422, 42210000, message),
            (market(halves, qty=0.5), 403, 40310000, f'asset "{halves}" is not fractionable'),
            (market(gone, qty=1), 422, 42210000, f'asset "{gone}" is not tradable'),
            (market("META", notional=0.5), 422, 42210000, "cost basis must be >= minimal amount of order 1"),
        ]:
            self.refused(lambda: desk.submit_order(request), status, code, says)

    def test_orders_are_listed_by_every_filter(self):
        desk = self.open_account(positions={"AAPL": "5"})
        first = self.filled(desk, desk.submit_order(market("META", qty=1)))
        second = self.filled(desk, desk.submit_order(market("AAPL", side="sell", qty=1)))
        third = self.waiting(desk, limit("MSFT", 1))

        def listed(**filters):
            return [order.id for order in desk.get_orders(GetOrdersRequest(**filters))]

        everything = [third.id, second.id, first.id]
        self.assertEqual([order.id for order in desk.get_orders()], [third.id])
        self.assertEqual(listed(status=QueryOrderStatus.OPEN), [third.id])
        self.assertEqual(listed(status=QueryOrderStatus.CLOSED), [second.id, first.id])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, nested=True), everything)
        self.assertEqual(listed(status=QueryOrderStatus.ALL, direction=Sort.ASC), everything[::-1])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, limit=2), everything[:2])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, side=OrderSide.SELL), [second.id])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, symbols=["META", "MSFT"]), [third.id, first.id])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, after=second.submitted_at), [third.id])
        self.assertEqual(listed(status=QueryOrderStatus.ALL, until=second.submitted_at), [first.id])
        tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
        self.assertEqual(listed(status=QueryOrderStatus.ALL, after=tomorrow), [])

    def test_an_order_is_replaced_and_the_two_name_each_other(self):
        symbol = self.new_symbol("100")
        desk = self.open_account()
        order = self.waiting(desk, limit(symbol, 90, qty=2))
        new = desk.replace_order_by_id(order.id, ReplaceOrderRequest(qty=3, limit_price=91.5, client_order_id=f"r-{order.id}"))
        self.assertEqual((new.qty, new.limit_price, new.client_order_id), ("3", "91.5", f"r-{order.id}"))
        self.assertEqual(new.replaces, order.id)
        old = desk.get_order_by_id(order.id)
        self.assertEqual((old.status, old.replaced_by), (OrderStatus.REPLACED, new.id))
        self.assertIsNotNone(old.replaced_at)
        admin("PUT", "prices", {symbol: "91"})
        self.assertEqual(self.filled(desk, new).filled_qty, "3")

    def test_what_cannot_be_replaced_is_refused(self):
        symbol = self.new_symbol("100")
        desk = self.open_account("1000.00")
        order = self.waiting(desk, limit(symbol, 90))

        def replaced(order_id, **changes):
            return lambda: desk.replace_order_by_id(order_id, ReplaceOrderRequest(**changes))

        self.refused(replaced(order.id, limit_price=90), 422, 42210000, "order parameters are not changed")
        self.refused(replaced(order.id, qty=1000), 403, 40310000, "insufficient buying power")
        self.refused(replaced(uuid4(), qty=2), 404, 40410000, "order not found")
        self.assertEqual(desk.get_order_by_id(order.id).status, OrderStatus.NEW)
        desk.cancel_order_by_id(order.id)
        message = "unable to replace order, order is not open"
        self.refused(replaced(order.id, qty=2), 422, 40010001, message)

    def test_an_order_is_cancelled_once(self):
        desk = self.open_account()
        order = self.waiting(desk, limit("META", 1))
        self.assertIsNone(desk.cancel_order_by_id(order.id))
        canceled = desk.get_order_by_id(order.id)
        self.assertEqual((canceled.status, canceled.filled_qty), (OrderStatus.CANCELED, "0"))
        self.assertIsNotNone(canceled.canceled_at)
        self.refused(lambda: desk.cancel_order_by_id(order.id), 422, 42210000, 'order is already in "canceled" state')
        self.refused(lambda: desk.cancel_order_by_id(uuid4()), 404, 40410000, "order not found")

    def test_all_open_orders_are_cancelled(self):
        desk = self.open_account()
        open_orders = {self.waiting(desk, limit(symbol, 1)).id for symbol in ("META", "AAPL")}
        self.filled(desk, desk.submit_order(market("MSFT", qty=1)))
        answers = desk.cancel_orders()
        self.assertEqual({answer.id for answer in answers}, open_orders)
        self.assertEqual({answer.status for answer in answers}, {200})
        self.assertEqual(desk.get_orders(), [])
        self.assertEqual(desk.cancel_orders(), [])

    def test_an_order_that_may_not_wait_ends_at_once(self):
        desk = self.open_account()
        for time_in_force in ("ioc", "fok"):
            order = desk.submit_order(limit("META", 1, time_in_force=time_in_force))
            ended = wait_for(lambda: desk.get_order_by_id(order.id), lambda now: now.status == OrderStatus.CANCELED)
            self.assertEqual((ended.time_in_force, ended.filled_qty), (TimeInForce(time_in_force), "0"))

    def test_an_order_that_could_trade_against_another_one_is_refused(self):
        symbol = self.new_symbol("100")
        desk = self.open_account(positions={symbol: "5"})
        sell = self.waiting(desk, limit(symbol, 120, side="sell"))
        message = "potential wash trade detected. use complex orders"
        for buy in (market(symbol, qty=1), limit(symbol, 120)):
            body = self.refused(lambda: desk.submit_order(buy), 403, 40310000, message)
            self.assertEqual(body["existing_order_id"], str(sell.id))
            self.assertEqual(body["reject_reason"], "opposite side limit order exists")
        apart = self.waiting(desk, limit(symbol, 90))
        self.refused(
            lambda: desk.replace_order_by_id(apart.id, ReplaceOrderRequest(limit_price=121)), 403, 40310000, message
        )
        desk.cancel_order_by_id(sell.id)
        self.filled(desk, desk.submit_order(market(symbol, qty=1)))
