-- A file of its own, because it reads every row: nobody who writes a batch waits for it.

ALTER TABLE batches VALIDATE CONSTRAINT batches_state_check;
