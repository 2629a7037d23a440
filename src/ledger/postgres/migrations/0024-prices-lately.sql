-- Between which prices a symbol was known within the last hour: small steps that are one large fall together.
ALTER TABLE known_prices ADD COLUMN lately jsonb;
