// Decimals travel as strings, never as JSON numbers, which have lost digits. What a person may send is checked by its rule in src/input.

import { z } from '@hono/zod-openapi';

/** Digits and one point: what has more decimals than it may is refused by the field's own rule. */
const plain = (example: string, description: string) =>
  z
    .string({ error: `must be a decimal string such as "${example}"` })
    .regex(/^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$/, `must be a decimal string such as "${example}"`)
    .openapi({ example, description });

export const usd = () => plain('1200.50', 'USD with 2 decimals');
export const shares = () => plain('12.5', 'shares, at most 9 decimals');
export const percent = () => plain('33.3300', 'percent, 4 decimals');
export const price = () => plain('450.25', 'USD per share');
export const time = () => z.iso.datetime().openapi({ example: '2026-03-02T15:00:00.000Z' });
