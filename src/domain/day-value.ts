/** What a portfolio was worth on a day, in USD: its holdings at the prices of the moment, and its cash. */
export interface DayValue {
  /** In New York: "2026-03-02". */
  day: string;
  value: string;
  cash: string;
}

/** A year can be compared with the same day of the year before. */
export const DAYS_KEPT = 400;
