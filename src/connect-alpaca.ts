// The part of src/connect.ts that needs Alpaca's adapter.

export { openActivityNews } from './broker/alpaca/activity-news';
export { createAlpacaBroker } from './broker/alpaca/client';
export { createAlpacaMarket } from './broker/alpaca/market';
export { observedWire } from './broker/alpaca/observed-wire';
export { openOrderNews } from './broker/alpaca/order-news';
export { openTradeStream } from './broker/alpaca/stream';
