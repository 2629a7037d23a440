import { DAYS_KEPT, type DayValue } from '../../domain/day-value';
import type { Ledger } from '../ledger';
import type { Database } from './connection';

export function dayValueMethods(db: Database): Pick<Ledger, 'noteValue' | 'listValues'> {
  return {
    noteValue: async (portfolioId, { day, value, cash }) => {
      await db.query(
        `WITH old AS (DELETE FROM day_values WHERE portfolio_id = $1 AND day <= $2::date - ${DAYS_KEPT})
         INSERT INTO day_values (portfolio_id, day, value, cash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (portfolio_id, day) DO UPDATE SET value = excluded.value, cash = excluded.cash`,
        [portfolioId, day, value, cash],
      );
    },
    listValues: (portfolioId) =>
      db.query<DayValue>(
        'SELECT day::text, value::text, cash::text FROM day_values WHERE portfolio_id = $1 ORDER BY day',
        [portfolioId],
      ),
  };
}
