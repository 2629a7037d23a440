import type { Approval } from '../api/approvals';
import { usd } from '../format/amount';

/** What happens once a proposal is approved, in words. */
export function deedOf({ action, subject, parameters: { position, price } }: Approval): string {
  switch (action) {
    case 'set-trading':
      return `Set trading to ${position ?? 'what it says'} in all portfolios`;
    case 'accept-price':
      return `Accept ${price === undefined ? 'a price' : usd(price)} as the price of ${subject}`;
  }
}
