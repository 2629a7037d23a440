// Which hosts the adapter talks to: no live broker, because the adapter has never been run against one.

/** Everything of Alpaca's that cannot move real money. Its other hosts are live, or unknown and treated as live. */
const HARMLESS = new Set([
  'paper-api.alpaca.markets',
  'broker-api.sandbox.alpaca.markets',
  'data.alpaca.markets',
  'data.sandbox.alpaca.markets',
]);

/** The settings name a broker that trades real money. */
export class LiveBrokerError extends Error {
  override readonly name = 'LiveBrokerError';
}

/** @throws LiveBrokerError when `url` is a host of Alpaca's that is not paper, sandbox or market data. */
export function refuseLiveHost(url: string): void {
  // A trailing dot names the same host.
  const host = new URL(url).hostname.replace(/\.$/, '');
  const ofAlpaca = host === 'alpaca.markets' || host.endsWith('.alpaca.markets');
  if (ofAlpaca && !HARMLESS.has(host))
    throw new LiveBrokerError(`${host} trades real money: only paper, sandbox and the simulator are allowed`);
}
