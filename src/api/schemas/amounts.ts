// Decimals travel as strings, never as JSON numbers, which have lost digits. What a person may send is checked by its rule in src/input.

import { z } from '@hono/zod-openapi';
import { CENTS, PERCENT_DECIMALS, PRICE_DECIMALS, SHARE_DECIMALS } from '../../domain/money';

/** Digits and one point: what has more decimals than the contract says is refused by the field's own rule, in its own words. */
const plain = (example: string, description: string, decimals: number) =>
  z
    .string({ error: `must be a decimal string such as "${example}"` })
    .regex(/^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$/, `must be a decimal string such as "${example}"`)
    .openapi({ example, description, pattern: `^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,${decimals}})?$` });

export const usd = () => plain('1200.50', 'USD with 2 decimals', CENTS);
/** USD as a person sends them: more than 0. */
export const usdInput = () =>
  plain('1500.00', 'USD above 0, at most 2 decimals', CENTS).openapi({
    pattern: '^([1-9][0-9]{0,14}(\\.[0-9]{1,2})?|0\\.([1-9][0-9]?|0[1-9]))$',
  });
export const shares = () => plain('12.5', 'shares, at most 9 decimals', SHARE_DECIMALS);
export const percent = () => plain('33.3300', 'percent, 4 decimals', PERCENT_DECIMALS);
export const price = () => plain('450.25', 'USD per share', 10);
/** A price as a person sends it: more than 0. */
export const priceInput = () =>
  plain('450.25', 'USD per share, above 0, at most 4 decimals', PRICE_DECIMALS).openapi({
    pattern: '^([1-9][0-9]{0,14}(\\.[0-9]{1,4})?|0\\.([1-9][0-9]{0,3}|0[1-9][0-9]{0,2}|00[1-9][0-9]?|000[1-9]))$',
  });

/** Python, Go and others take a time with an offset for a date-time too: the pattern says that it must be in UTC. */
const UTC = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z$';
export const time = () => z.iso.datetime().openapi({ example: '2026-03-02T15:00:00.000Z' });
/** A time as a person sends it. */
export const timeInput = () => time().openapi({ description: 'in UTC', pattern: UTC });
