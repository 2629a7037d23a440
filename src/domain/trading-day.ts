const IN_NEW_YORK = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' });

/**
 * Returns the day of an ISO time in New York ("2026-03-02"): the exchange has at most one session on it, also with the hours before and
 * after it, which end when it is the next day already in UTC.
 */
export function tradingDayOf(iso: string): string {
  return IN_NEW_YORK.format(new Date(iso));
}

/** Returns the ISO time at which a day ("2026-03-02") begins in New York, on which the clocks are not changed before it. */
export function startOfTradingDay(day: string): string {
  const inSummer = `${day}T04:00:00.000Z`;
  return tradingDayOf(inSummer) === day ? inSummer : `${day}T05:00:00.000Z`;
}
