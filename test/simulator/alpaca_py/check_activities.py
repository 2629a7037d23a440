from datetime import timedelta

from alpaca.broker.client import BrokerClient
from alpaca.broker.requests import GetAccountActivitiesRequest
from alpaca.common.enums import Sort
from alpaca.trading.enums import ActivityType, OrderSide, TradeActivityType
from alpaca.trading.models import TradeActivity
from alpaca.trading.requests import MarketOrderRequest
from harness import URL, OnBothApis


class Activities(OnBothApis):
    """The trading client has no call for them, and the broker client fails on an empty page: both are asked by path."""

    def listed(self, desk, kind=None, **filters):
        fields = GetAccountActivitiesRequest(account_id=desk.account_id, **filters).to_request_fields()
        path = "/accounts/activities"
        if self.api == "trading":
            path = "/account/activities"
            del fields["account_id"]
        answer = desk.client.get(path if kind is None else f"{path}/{kind}", fields)
        return [BrokerClient._parse_activity(raw) for raw in answer]

    def traded(self):
        desk = self.open_account("1000.00", {"META": "2"})
        self.filled(desk, desk.submit_order(MarketOrderRequest(symbol="AAPL", qty=1, side="buy", time_in_force="day")))
        self.filled(desk, desk.submit_order(MarketOrderRequest(symbol="META", qty=0.5, side="sell", time_in_force="day")))
        return desk

    def test_executions_are_listed_newest_first(self):
        desk = self.traded()
        sell, buy = self.listed(desk, activity_types=[ActivityType.FILL])
        self.assertIsInstance(sell, TradeActivity)
        self.assertEqual((sell.symbol, sell.side, sell.qty, sell.price), ("META", OrderSide.SELL, 0.5, 400))
        self.assertEqual((sell.type, sell.leaves_qty, sell.cum_qty), (TradeActivityType.FILL, 0, 0.5))
        self.assertEqual((str(buy.account_id), buy.symbol), (desk.account_id, "AAPL"))
        self.assertEqual([one.id for one in self.listed(desk, "FILL", direction=Sort.ASC)], [buy.id, sell.id])

    def test_pages_follow_the_last_id(self):
        desk = self.traded()
        (first,) = self.listed(desk, page_size=1)
        (second,) = self.listed(desk, page_size=1, page_token=first.id)
        self.assertEqual((first.symbol, second.symbol), ("META", "AAPL"))
        self.assertEqual(self.listed(desk, page_size=1, page_token=second.id), [])

    def test_they_are_found_by_day_and_by_time(self):
        desk = self.traded()
        sell, buy = self.listed(desk)
        self.assertEqual([one.id for one in self.listed(desk, after=buy.transaction_time)], [sell.id])
        self.assertEqual([one.id for one in self.listed(desk, until=sell.transaction_time)], [buy.id])
        long_ago = sell.transaction_time - timedelta(days=30)
        self.assertEqual(self.listed(desk, date=long_ago), [])
        self.assertEqual(self.listed(desk, activity_types=[ActivityType.DIV]), [])

    def test_the_whole_list_is_read_page_by_page(self):
        desk = self.traded()
        client = BrokerClient("key", "secret", sandbox=False, url_override=URL)
        request = GetAccountActivitiesRequest(account_id=desk.account_id, page_size=1)
        self.assertEqual([one.symbol for one in client.get_account_activities(request)], ["META", "AAPL"])
