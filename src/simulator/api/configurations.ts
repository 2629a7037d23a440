// What an account's owner may choose for it.

import { z } from 'zod';
import type { SimulatedAccount } from '../engine/state';
import type { AccountCall } from './call';
import { ok, type Reply, refuse } from './reply';

export function configurationsView({ configurations, restrictions }: SimulatedAccount) {
  return {
    disable_overnight_trading: false,
    fractional_trading: configurations.fractionalTrading,
    max_margin_multiplier: configurations.maxMarginMultiplier,
    max_options_trading_level: null,
    no_shorting: configurations.noShorting,
    ptp_no_exception_entry: restrictions.ptpAllowed,
    suspend_trade: restrictions.suspendedByUser,
    trade_confirm_email: configurations.tradeConfirmEmail,
  };
}

export function showConfigurations({ account }: AccountCall): Reply {
  return ok(configurationsView(account));
}

/** Numbers arrive as their own text. What is not given stays, and so does what the simulator does not know. */
const changeSchema = z.object({
  fractional_trading: z.boolean().nullish(),
  max_margin_multiplier: z.enum(['1', '2', '4']).nullish(),
  no_shorting: z.boolean().nullish(),
  ptp_no_exception_entry: z.boolean().nullish(),
  suspend_trade: z.boolean().nullish(),
  trade_confirm_email: z.enum(['all', 'none']).nullish(),
});

export function changeConfigurations({ state, account, body }: AccountCall): Reply {
  const parsed = changeSchema.safeParse(body ?? {});
  if (!parsed.success) return refuse(422, 40010001, z.prettifyError(parsed.error));
  const { data } = parsed;
  const { configurations, restrictions } = account;
  account.configurations = {
    fractionalTrading: data.fractional_trading ?? configurations.fractionalTrading,
    noShorting: data.no_shorting ?? configurations.noShorting,
    maxMarginMultiplier: data.max_margin_multiplier ?? configurations.maxMarginMultiplier,
    tradeConfirmEmail: data.trade_confirm_email ?? configurations.tradeConfirmEmail,
  };
  account.restrictions = {
    ...restrictions,
    ptpAllowed: data.ptp_no_exception_entry ?? restrictions.ptpAllowed,
    suspendedByUser: data.suspend_trade ?? restrictions.suspendedByUser,
  };
  state.changes += 1;
  return ok(configurationsView(account));
}
