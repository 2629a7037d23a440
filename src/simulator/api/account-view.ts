// An account in Alpaca's JSON: as one that trades, and as the Broker API's customer.

import { type Decimal, decimal, ZERO } from '../../domain/money';
import { buyingPowerOf, marketValueOf, multiplierOf, reservedOf } from '../engine/buying-power';
import { dateInNewYork } from '../engine/exchange-calendar';
import { booksAsOf } from '../engine/lagging-books';
import { unsettledOf } from '../engine/settlement';
import { type AccountWorth, iso, type SimulatedAccount, type SimulatorState } from '../engine/state';
import { configurationsView } from './configurations';

const MAINTENANCE = decimal('0.3');
const HALF = decimal('0.5');
const ONE = decimal('1');

export function accountView(state: SimulatorState, account: SimulatedAccount, at: number) {
  const { liquidationOnly, noFractions, shorting } = account.restrictions;
  const multiplier = multiplierOf(account);
  const held = marketValueOf(state, account.positions);
  const cash = booksAsOf(account, at - account.lag.cashMs).cash;
  const equity = account.cash.plus(held).toFixed(2);
  const buyingPower = buyingPowerOf(state, account, at);
  const ownPower = buyingPower.div(decimal(multiplier)).toFixed(2);
  const settled = atLeastZero(cash.minus(unsettledOf(account, at)).minus(reservedOf(state, account))).toFixed(2);
  return {
    id: account.id,
    account_number: account.id,
    status: 'ACTIVE',
    crypto_status: 'INACTIVE',
    currency: 'USD',
    cash: cash.toFixed(2),
    cash_withdrawable: settled,
    cash_transferable: settled,
    buying_power: buyingPower.toFixed(2),
    regt_buying_power: buyingPower.toFixed(2),
    non_marginable_buying_power: ownPower,
    options_buying_power: ownPower,
    options_approved_level: 0,
    options_trading_level: 0,
    pending_transfer_out: account.leaving.toFixed(2),
    pending_transfer_in: account.arriving.toFixed(2),
    accrued_fees: account.fees.toFixed(2),
    pending_reg_taf_fees: '0',
    intraday_adjustments: '0',
    multiplier,
    equity,
    portfolio_value: equity,
    long_market_value: held.toFixed(2),
    short_market_value: '0',
    position_market_value: held.toFixed(2),
    initial_margin: initialMargin(held, multiplier),
    maintenance_margin: held.times(MAINTENANCE).toFixed(2),
    sma: '0',
    ...lastDayOf(account, at, multiplier),
    trading_blocked: account.blocked,
    transfers_blocked: false,
    account_blocked: account.blocked,
    trade_suspended_by_user: account.restrictions.suspendedByUser,
    admin_configurations: {
      disable_fractional: noFractions,
      restrict_to_liquidation_reasons: liquidationOnly === null ? null : { [liquidationOnly]: true },
    },
    user_configurations: configurationsView(account),
    shorting_enabled: shorting && !account.configurations.noShorting,
    created_at: iso(account.createdAt),
    clearing_broker: 'ALPACA_APCA',
  };
}

/** A customer of the Broker API, without what the simulator does not know of people. */
export function customerView(account: SimulatedAccount) {
  const { cash, held } = lastCloseOf(account, account.createdAt);
  return {
    id: account.id,
    account_number: account.id,
    account_type: 'trading',
    status: 'ACTIVE',
    crypto_status: 'INACTIVE',
    kyc_results: null,
    currency: 'USD',
    last_equity: cash.plus(held).toFixed(2),
    created_at: iso(account.createdAt),
    enabled_assets: ['us_equity'],
  };
}

/** What it was worth when the market last closed, or when it was created. */
function lastDayOf(account: SimulatedAccount, now: number, multiplier: '1' | '2') {
  const { at, cash, held } = lastCloseOf(account, now);
  const buyingPower = atLeastZero(cash.plus(held).times(decimal(multiplier)).minus(held)).toFixed(2);
  return {
    balance_asof: dateInNewYork(at),
    previous_close: iso(at),
    last_equity: cash.plus(held).toFixed(2),
    last_cash: cash.toFixed(2),
    last_long_market_value: held.toFixed(2),
    last_short_market_value: '0',
    last_initial_margin: initialMargin(held, multiplier),
    last_maintenance_margin: held.times(MAINTENANCE).toFixed(2),
    last_buying_power: buyingPower,
    last_regt_buying_power: buyingPower,
  };
}

function lastCloseOf({ closes, cash }: SimulatedAccount, now: number): AccountWorth {
  return closes.at(-1) ?? { at: now, cash, held: ZERO };
}

function initialMargin(held: Decimal, multiplier: '1' | '2'): string {
  return held.times(multiplier === '1' ? ONE : HALF).toFixed(2);
}

function atLeastZero(usd: Decimal): Decimal {
  return usd.isNegative() ? ZERO : usd;
}
