// The caps of the simulated workers. Some of the prices that faults move are moved further than that.

export const PRICE_MOVE_PERCENT = '50';
export const SPREAD_PERCENT = '1';
export const OPENING_MINUTES = 5;
