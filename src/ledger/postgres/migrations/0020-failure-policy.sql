-- A batch that fell short may be kept (ADJUSTED); a freeze and a halt trade nothing unless whoever ordered them asked for it.

ALTER TABLE batches DROP CONSTRAINT batches_state_check;
ALTER TABLE batches ADD CONSTRAINT batches_state_check
  CHECK (state IN ('PENDING', 'SUCCESS', 'ADJUSTED', 'ROLLED_BACK', 'STALE', 'ADOPTED')) NOT VALID;

CREATE OR REPLACE FUNCTION guard_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PENDING' THEN PERFORM refuse('a batch starts PENDING'); END IF;
    IF NEW.epoch <> 1 THEN PERFORM refuse('a batch starts with epoch 1'); END IF;
    RETURN NEW;
  END IF;
  IF OLD.state NOT IN ('PENDING', 'STALE') THEN
    PERFORM refuse(format('batch %s is closed (%s) and never changes again', OLD.id, OLD.state));
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('PENDING', 'SUCCESS'), ('PENDING', 'ADJUSTED'), ('PENDING', 'ROLLED_BACK'), ('PENDING', 'STALE'),
    ('STALE', 'ROLLED_BACK'), ('STALE', 'ADJUSTED'), ('STALE', 'ADOPTED')
  ) THEN
    PERFORM refuse(format('batch %s may not become %s from %s', OLD.id, NEW.state, OLD.state));
  END IF;
  IF NEW.epoch < OLD.epoch THEN PERFORM refuse('the epoch of a batch never falls'); END IF;
  IF (NEW.id, NEW.portfolio_id, NEW.account_id) IS DISTINCT FROM (OLD.id, OLD.portfolio_id, OLD.account_id) THEN
    PERFORM refuse('what a batch is about never changes');
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE trading ADD undo boolean NOT NULL DEFAULT false;
ALTER TABLE portfolios ADD freeze_undoes boolean NOT NULL DEFAULT false;
