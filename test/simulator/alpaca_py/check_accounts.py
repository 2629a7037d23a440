from datetime import datetime, timedelta, timezone

from alpaca.broker.client import BrokerClient
from alpaca.broker.requests import ListAccountsRequest
from alpaca.common.enums import Sort
from alpaca.trading.enums import AccountStatus, TradeConfirmationEmail
from alpaca.trading.requests import GetPortfolioHistoryRequest, MarketOrderRequest
from harness import URL, OnBothApis, admin


class Accounts(OnBothApis):
    def test_the_trading_account_has_its_balances(self):
        desk = self.open_account("10000.00", {"AAPL": "2.5"})
        account = desk.get_account()
        self.assertEqual(str(account.id), desk.account_id)
        self.assertEqual(account.status, AccountStatus.ACTIVE)
        self.assertEqual((account.cash, account.buying_power, account.multiplier), ("10000.00", "10000.00", "1"))
        self.assertEqual((account.equity, account.last_equity, account.long_market_value), ("10475.00", "10475.00", "475.00"))
        self.assertEqual((account.initial_margin, account.maintenance_margin), ("475.00", "142.50"))
        self.assertFalse(account.trading_blocked or account.account_blocked or account.shorting_enabled)
        self.assertLess(abs(account.created_at - datetime.now(timezone.utc)), timedelta(minutes=1))
        if self.api == "broker":
            self.assertEqual((account.cash_withdrawable, account.cash_transferable), ("10000.00", "10000.00"))
            self.assertEqual((account.last_cash, account.last_long_market_value), ("10000.00", "475.00"))

    def test_a_margin_account_has_half_of_what_it_holds_as_margin(self):
        account = self.open_account("-1000.00", {"META": "10"}, margin=True).get_account()
        self.assertEqual((account.multiplier, account.cash, account.equity), ("2", "-1000.00", "3000.00"))
        self.assertEqual((account.buying_power, account.regt_buying_power), ("2000.00", "2000.00"))
        self.assertEqual((account.initial_margin, account.maintenance_margin), ("2000.00", "1200.00"))

    def test_what_a_sell_brings_is_cash_at_once_and_may_be_withdrawn_when_it_settled(self):
        desk = self.open_account("10.00", {"META": "1"})
        symbol = "META"
        self.filled(desk, desk.submit_order(MarketOrderRequest(symbol=symbol, qty=1, side="sell", time_in_force="day")))
        account = desk.get_account()
        self.assertEqual((account.cash, account.buying_power), ("410.00", "410.00"))
        if self.api == "broker":
            self.assertEqual(account.cash_withdrawable, "10.00")

    def test_its_owner_reads_and_changes_its_configuration(self):
        desk = self.open_account()
        before = desk.get_account_configurations()
        self.assertTrue(before.fractional_trading)
        self.assertFalse(before.suspend_trade or before.no_shorting or before.ptp_no_exception_entry)
        self.assertEqual((before.max_margin_multiplier, before.trade_confirm_email), ("4", TradeConfirmationEmail.ALL))
        before.suspend_trade = True
        before.trade_confirm_email = TradeConfirmationEmail.NONE
        self.assertEqual(desk.set_account_configurations(before), before)
        self.assertEqual(desk.get_account_configurations(), before)
        self.assertTrue(desk.get_account().trade_suspended_by_user)
        order = MarketOrderRequest(symbol="META", qty=1, side="buy", time_in_force="day")
        self.refused(lambda: desk.submit_order(order), 403, 40310000, "new orders are rejected by user request")

    def test_fractions_that_its_owner_turned_off_are_refused(self):
        desk = self.open_account()
        wanted = desk.get_account_configurations()
        wanted.fractional_trading = False
        desk.set_account_configurations(wanted)
        fraction = MarketOrderRequest(symbol="META", qty=0.5, side="buy", time_in_force="day")
        self.refused(lambda: desk.submit_order(fraction), 403, 40310000, "fractional trading is disabled for this account")
        desk.submit_order(MarketOrderRequest(symbol="META", qty=1, side="buy", time_in_force="day"))

    def test_the_portfolio_history_begins_with_the_account_and_ends_now(self):
        symbol = self.new_symbol("100")
        desk = self.open_account("900.00", {symbol: "1"})
        admin("PUT", "prices", {symbol: "125"})
        history = desk.get_portfolio_history(GetPortfolioHistoryRequest(timeframe="1D"))
        self.assertEqual((history.equity[0], history.equity[-1]), (1000.0, 1025.0))
        self.assertEqual((history.profit_loss[-1], history.profit_loss_pct[-1]), (25.0, 0.025))
        self.assertEqual((history.base_value, history.timeframe), (1000.0, "1D"))
        self.assertEqual(len(history.timestamp), len(history.equity))

    def test_the_broker_api_lists_its_customers(self):
        account_id = self.open_account("123.45").account_id
        client = BrokerClient("key", "secret", sandbox=False, url_override=URL)
        one = client.get_account_by_id(account_id)
        self.assertEqual((str(one.id), one.status, one.currency), (account_id, AccountStatus.ACTIVE, "USD"))
        self.assertEqual(one.last_equity, "123.45")
        found = client.list_accounts(ListAccountsRequest(query=account_id))
        self.assertEqual([str(account.id) for account in found], [account_id])
        oldest_first = client.list_accounts(ListAccountsRequest(sort=Sort.ASC))
        self.assertIn(account_id, [str(account.id) for account in oldest_first])
        self.assertEqual(client.list_accounts(ListAccountsRequest(status=[AccountStatus.ACCOUNT_CLOSED])), [])
        self.assertEqual(client.list_accounts(ListAccountsRequest(created_before=one.created_at, query=account_id)), [])

    def test_an_account_that_does_not_exist_is_not_found(self):
        nobody = "00000000-0000-0000-0000-000000000000"
        if self.api == "broker":
            client = BrokerClient("key", "secret", sandbox=False, url_override=URL)
            self.refused(lambda: client.get_trade_account_by_id(nobody), 404, 40410000, "account not found")
            self.refused(lambda: client.get_account_by_id(nobody), 404, 40410000, "account not found")
        else:
            desk = self.open_account()
            desk.client._api_key = nobody
            self.refused(desk.get_account, 401, 40110000, "request is not authorized")
