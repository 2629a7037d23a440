-- Rises with every change of what people decide about a portfolio: its targets, its policy, its status and whether it is frozen. It is not
-- the version, which rises with every fill as well. A trigger counts the changes of this row, and what sets targets counts its own.

ALTER TABLE portfolios ADD settings_revision integer NOT NULL DEFAULT 1;

CREATE FUNCTION revise_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.settings_revision := OLD.settings_revision + 1;
  RETURN NEW;
END $$;

CREATE TRIGGER portfolios_revised BEFORE UPDATE ON portfolios FOR EACH ROW
  WHEN ((OLD.policy_version, OLD.status, OLD.status_reason, OLD.frozen, OLD.freeze_undoes)
    IS DISTINCT FROM (NEW.policy_version, NEW.status, NEW.status_reason, NEW.frozen, NEW.freeze_undoes))
  EXECUTE FUNCTION revise_settings();
