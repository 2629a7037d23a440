"""What the tests stand on: a simulator at SIMULATOR_URL, an account of its own for each test, and Alpaca's clients for both APIs."""

import os
import time
import unittest
from functools import partial
from itertools import count
from uuid import uuid4

import requests
from alpaca.broker.client import BrokerClient
from alpaca.common.exceptions import APIError
from alpaca.data.historical import StockHistoricalDataClient
from alpaca.trading.client import TradingClient

URL = os.environ["SIMULATOR_URL"]
PATIENCE_SECONDS = 10
NUMBERS = count(1)

# What the trading client's methods are called in the broker client, which takes the account first.
OF_ACCOUNT = {
    "submit_order": "submit_order_for_account",
    "get_orders": "get_orders_for_account",
    "get_order_by_id": "get_order_for_account_by_id",
    "get_order_by_client_id": "get_order_for_account_by_client_id",
    "replace_order_by_id": "replace_order_for_account_by_id",
    "cancel_orders": "cancel_orders_for_account",
    "cancel_order_by_id": "cancel_order_for_account_by_id",
    "get_all_positions": "get_all_positions_for_account",
    "get_open_position": "get_open_position_for_account",
    "close_all_positions": "close_all_positions_for_account",
    "close_position": "close_position_for_account",
    "get_portfolio_history": "get_portfolio_history_for_account",
    "get_account": "get_trade_account_by_id",
    "get_account_configurations": "get_trade_configuration_for_account",
    "set_account_configurations": "update_trade_configuration_for_account",
}


def admin(method, path, body=None):
    """One of the simulator's own calls."""
    answer = requests.request(method, f"{URL}/simulator/{path}", json=body, timeout=PATIENCE_SECONDS)
    if not answer.ok:
        raise RuntimeError(f"{method} {path}: {answer.text}")
    return answer.json() if answer.text else None


class Desk:
    """One account, by the trading client's names on either API."""

    def __init__(self, api, account_id):
        self.api = api
        self.account_id = account_id
        if api == "broker":
            self.client = BrokerClient("key", "secret", sandbox=False, url_override=URL)
        else:
            self.client = TradingClient(account_id, "secret", url_override=URL)

    def __getattr__(self, name):
        if self.api == "trading" or name not in OF_ACCOUNT:
            return getattr(self.client, name)
        return partial(getattr(self.client, OF_ACCOUNT[name]), self.account_id)


class OnBothApis(unittest.TestCase):
    """Its tests run once on the Trading API and once on the Broker API."""

    maxDiff = None

    def __init__(self, method, api):
        super().__init__(method)
        self.api = api

    def open_account(self, cash="10000.00", positions=None, margin=False):
        account_id = str(uuid4())
        admin("POST", "accounts", {"id": account_id, "cash": cash, "margin": margin, "positions": positions or {}})
        return Desk(self.api, account_id)

    def new_symbol(self, price):
        symbol = f"TEST{next(NUMBERS)}"
        admin("PUT", "prices", {symbol: price})
        return symbol

    def filled(self, desk, order):
        return wait_for(lambda: desk.get_order_by_id(order.id), lambda now: now.status == "filled")

    def refused(self, call, status, code, message):
        """Checks that `call` is answered with this error, and returns its body."""
        with self.assertRaises(APIError) as caught:
            call()
        error = caught.exception
        self.assertEqual((error.status_code, error.code, error.message), (status, code, message))
        return error.response.json()


def market_data():
    return StockHistoricalDataClient("key", "secret", url_override=URL)


def wait_for(look, is_there):
    """Looks until it is there, and returns what was seen."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        seen = look()
        if is_there(seen):
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"after {PATIENCE_SECONDS} s it is still {seen}")
        time.sleep(0.005)
