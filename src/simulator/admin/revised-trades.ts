// A print that does not count: exchanges cancel trades, or correct their prices, after they told them.

import { z } from 'zod';
import { decimal, PRICE_DECIMALS } from '../../domain/money';
import type { Reply } from '../api/reply';
import { iso } from '../engine/state';
import { type AdminCall, amount, checked, invalidField, symbol } from './checked';

const revisionSchema = z.strictObject({
  symbol,
  /** What the trade cost in truth; without it there was none. */
  price: amount(PRICE_DECIMALS, 'positive').optional(),
});
export type RevisionInput = z.input<typeof revisionSchema> & { price?: string };

/** Takes the latest trade of an asset back, so that it costs what it cost before, or corrects it. Orders that filled stay filled. */
export function reviseTrade({ state, body, at }: AdminCall): Reply {
  return checked(revisionSchema, body, ({ symbol: name, price }) => {
    const asset = state.assets.get(name);
    if (asset?.priceBefore == null) return invalidField('symbol', 'has no trade that could be taken back');
    const corrected = price === undefined ? null : decimal(price);
    state.revisions.push({ symbol: name, price: asset.price, corrected });
    Object.assign(asset, { price: corrected ?? asset.priceBefore, priceBefore: null });
    state.journal.push({ at: iso(at), kind: 'price', symbol: name, price: asset.price.toFixed() });
    return { status: 204 };
  });
}
