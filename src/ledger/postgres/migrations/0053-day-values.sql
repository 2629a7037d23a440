-- What each portfolio was worth on each day, as the sweep of the accounts saw it: a row a day, and for a little more than a year. Looks at prices
-- write nothing here, because a million portfolios are looked at every few seconds.
CREATE TABLE day_values (
  portfolio_id text COLLATE "C" NOT NULL,
  -- In New York.
  day date NOT NULL,
  value numeric(20, 2) NOT NULL,
  cash numeric(20, 2) NOT NULL,
  PRIMARY KEY (portfolio_id, day)
);
