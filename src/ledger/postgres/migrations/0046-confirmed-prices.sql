-- What the market, or two people, confirmed last, while the known price is one that a single person accepted since. Null when they are the same.
-- The build before leaves it as it is: then a person alone may move the price less far, and not further.
ALTER TABLE known_prices ADD COLUMN confirmed numeric CHECK (confirmed > 0);
