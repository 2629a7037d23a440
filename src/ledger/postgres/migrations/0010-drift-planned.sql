-- The drift that a batch's plan was meant to leave: a batch that filled whole and left more is told of. Batches of earlier builds have none.
ALTER TABLE batches ADD COLUMN drift_planned numeric(20, 4) CHECK (drift_planned >= 0);
