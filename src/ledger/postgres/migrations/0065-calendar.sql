-- The last day of its calendar that a portfolio was looked at on, and the day whose look a batch is. The build before looks by drift alone.
ALTER TABLE portfolios ADD calendar_done_on date;
ALTER TABLE batches ADD calendar_day date;
