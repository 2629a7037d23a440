-- Which history of the ledger this is. Places in the order of events mean something in one history only. A part of it is random and is renewed
-- by hand when a copy of the disk is put back; what else tells a restored database from the one before follows from the server.

CREATE TABLE ledger_epoch (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO ledger_epoch DEFAULT VALUES;
