-- The last price of each symbol that was known to be good: what is far from it is not traded on.

CREATE TABLE known_prices (
  symbol text COLLATE "C" PRIMARY KEY CHECK (symbol <> ''),
  price numeric NOT NULL CHECK (price > 0),
  at timestamptz NOT NULL
);
