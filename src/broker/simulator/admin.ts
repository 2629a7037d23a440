// A client for the simulator's own calls: what tests, demo and people set up.

import type { AccountInput, AssetInput, ClockInput, SettingsInput } from './admin-routes';
import type { FaultInput } from './faults';
import type { JournalEntry } from './state';

export interface SimulatorAdmin {
  /** Positions are shares by symbol. An id that exists is refused. */
  createAccount(account: AccountInput): Promise<void>;
  /** USD per share by symbol; a new symbol becomes an asset. */
  setPrices(prices: Record<string, string>): Promise<void>;
  prices(): Promise<Record<string, string>>;
  setAsset(symbol: string, asset: AssetInput): Promise<void>;
  setClock(clock: ClockInput): Promise<void>;
  addFault(fault: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  setSettings(settings: SettingsInput): Promise<void>;
  journal(): Promise<JournalEntry[]>;
}

/** The simulator did not do what it was asked. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  constructor(
    readonly status: number,
    /** The field that is wrong, or "". */
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** `url` is a simulator's. Every call throws SimulatorError when it is refused. */
export function createSimulatorAdmin(url: string): SimulatorAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    const { field = '', message = text } = answer as { field?: string; message?: string };
    throw new SimulatorError(response.status, field, `${method} ${path}: ${field} ${message}`);
  };
  const change = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  return {
    createAccount: (account) => change('POST', 'accounts', account),
    setPrices: (prices) => change('PUT', 'prices', prices),
    prices: async () => (await call('GET', 'prices')) as Record<string, string>,
    setAsset: (symbol, asset) => change('PUT', `assets/${symbol}`, asset),
    setClock: (clock) => change('PUT', 'clock', clock),
    addFault: (fault) => change('POST', 'faults', fault),
    clearFaults: () => change('DELETE', 'faults'),
    setSettings: (settings) => change('PUT', 'settings', settings),
    journal: async () => (await call('GET', 'journal')) as JournalEntry[],
  };
}
