from datetime import date, datetime

from alpaca.trading.requests import GetCalendarRequest
from harness import OnBothApis, admin


class MarketHours(OnBothApis):
    """The only ones that change the clock of the simulator, which all tests share: they set it back."""

    def setUp(self):
        admin("PUT", "settings", {"hours": "exchange"})

    def tearDown(self):
        admin("PUT", "settings", {"hours": "around-the-clock"})
        admin("PUT", "clock", {"isOpen": True, "now": datetime.now().astimezone().isoformat()})

    def at(self, time):
        admin("PUT", "clock", {"now": time})
        return self.open_account().get_clock()

    def test_the_clock_has_the_hours_of_the_exchange(self):
        morning = self.at("2026-11-27T09:29:00-05:00")
        self.assertFalse(morning.is_open)
        self.assertEqual(morning.next_open.isoformat(), "2026-11-27T09:30:00-05:00")
        self.assertEqual(morning.next_close.isoformat(), "2026-11-27T13:00:00-05:00")
        noon = self.at("2026-11-27T12:59:00-05:00")
        self.assertTrue(noon.is_open)
        self.assertEqual(noon.next_open.isoformat(), "2026-11-30T09:30:00-05:00")
        self.assertEqual(noon.timestamp.utcoffset().total_seconds(), -5 * 3600)
        self.assertFalse(self.at("2026-11-27T13:00:01-05:00").is_open)
        summer = self.at("2026-07-02T16:00:01-04:00")
        self.assertEqual(summer.next_open.isoformat(), "2026-07-06T09:30:00-04:00")

    def test_the_calendar_has_the_days_on_which_the_exchange_opens(self):
        desk = self.open_account()
        days = desk.get_calendar(GetCalendarRequest(start=date(2026, 11, 25), end=date(2026, 12, 1)))
        self.assertEqual([day.date.day for day in days], [25, 27, 30, 1])
        half = days[1]
        self.assertEqual((half.open, half.close), (datetime(2026, 11, 27, 9, 30), datetime(2026, 11, 27, 13, 0)))
        self.assertEqual(days[0].close, datetime(2026, 11, 25, 16, 0))
        self.assertEqual(len(desk.get_calendar(GetCalendarRequest(start=date(2026, 1, 1), end=date(2026, 12, 31)))), 251)
