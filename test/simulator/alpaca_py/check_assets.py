from alpaca.trading.enums import AssetClass, AssetExchange, AssetStatus
from alpaca.trading.requests import GetAssetsRequest
from harness import OnBothApis, admin


class Assets(OnBothApis):
    def test_an_asset_is_found_by_symbol_and_by_id(self):
        desk = self.open_account()
        asset = desk.get_asset("META")
        self.assertEqual((asset.symbol, asset.status, asset.asset_class), ("META", AssetStatus.ACTIVE, AssetClass.US_EQUITY))
        self.assertTrue(asset.tradable and asset.fractionable and asset.marginable)
        self.assertEqual((asset.exchange, asset.attributes), (AssetExchange.NASDAQ, []))
        self.assertEqual(desk.get_asset(asset.id), asset)
        self.refused(lambda: desk.get_asset("NOSUCH"), 404, 40410000, "asset not found for NOSUCH")

    def test_every_asset_has_an_id_of_its_own(self):
        desk = self.open_account()
        admin("PUT", "prices", {"ABCDEFGHIJ": "1", "XBCDEFGHIJ": "1", "BRK.B": "1"})
        listed = desk.get_all_assets()
        self.assertEqual(len({asset.id for asset in listed}), len(listed))
        for symbol in ("ABCDEFGHIJ", "XBCDEFGHIJ", "BRK.B"):
            self.assertEqual(desk.get_asset(desk.get_asset(symbol).id).symbol, symbol)

    def test_assets_are_listed_by_status_class_exchange_and_attribute(self):
        desk = self.open_account()
        gone, partnership = self.new_symbol("10"), self.new_symbol("10")
        admin("PUT", f"assets/{gone}", {"tradable": False})
        admin("PUT", f"assets/{partnership}", {"ptp": True})

        def listed(**filters):
            return [asset.symbol for asset in desk.get_all_assets(GetAssetsRequest(**filters))]

        self.assertEqual(listed(), sorted(listed()))
        self.assertIn(gone, listed(status=AssetStatus.INACTIVE))
        self.assertNotIn(gone, listed(status=AssetStatus.ACTIVE, asset_class=AssetClass.US_EQUITY))
        self.assertEqual(listed(asset_class=AssetClass.CRYPTO), [])
        self.assertEqual(listed(exchange=AssetExchange.NYSE), [])
        self.assertIn(partnership, listed(attributes="ptp_no_exception,ipo"))
        self.assertNotIn("META", listed(attributes="ptp_no_exception"))
