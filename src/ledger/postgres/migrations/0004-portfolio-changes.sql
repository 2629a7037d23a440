-- Who watches portfolios hears at once which one changed. It is a hint: the version is the truth, and comparing versions makes
-- up for every hint that was lost.

CREATE FUNCTION tell_portfolio_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('portfolio_changed', NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER portfolios_tell AFTER INSERT OR UPDATE OF version ON portfolios
  FOR EACH ROW EXECUTE FUNCTION tell_portfolio_changed();
