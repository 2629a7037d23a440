-- The kill switch: one row, read whenever an order is about to leave.

CREATE TABLE trading (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  position text NOT NULL CHECK (position IN ('active', 'reduce-only', 'halted')),
  reason text NOT NULL CHECK (reason <> ''),
  actor text NOT NULL CHECK (actor <> ''),
  since timestamptz NOT NULL
);

INSERT INTO trading (position, reason, actor, since) VALUES ('active', 'never changed', 'setup', now());
