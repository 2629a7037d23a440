-- What each monitor last saw of the portfolios that it watches, in a row that it replaces every few seconds. It only informs.
CREATE TABLE watch_reports (
  -- Which part of all portfolios: "2/8".
  shard text COLLATE "C" PRIMARY KEY CHECK (shard ~ '^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$'),
  at timestamptz NOT NULL,
  -- Counts by drift, in halves of each portfolio's own threshold.
  drifts integer[] NOT NULL CHECK (cardinality(drifts) = 5 AND 0 <= ALL (drifts)),
  unjudged integer NOT NULL CHECK (unjudged >= 0),
  waiting integer NOT NULL CHECK (waiting >= 0),
  held_back text,
  running integer NOT NULL CHECK (running >= 0),
  ended_per_minute integer NOT NULL CHECK (ended_per_minute >= 0),
  priced_at timestamptz
);
