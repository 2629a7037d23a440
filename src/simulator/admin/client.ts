// A client for the simulator's own calls: what tests, demo and people set up.

import type { Fault, FaultInput } from '../engine/faults';
import type { JournalEntry } from '../engine/state';
import type { ActivityInput, DividendInput, RenameInput, SpinOffInput, SplitInput, TransferInput } from './happenings';
import type { RevisionInput } from './revised-trades';
import type { AccountChange, AccountInput, AssetInput, ClockInput, SettingsInput } from './routes';

export interface SimulatorAdmin {
  /** Positions are shares by symbol. An id that exists is refused. */
  createAccount(account: AccountInput): Promise<void>;
  /** Changes books behind everyone's back: cash, positions ("0" takes one away), the right to trade. */
  changeAccount(id: string, change: AccountChange): Promise<void>;
  /** USD per share by symbol; a new symbol becomes an asset. */
  setPrices(prices: Record<string, string>): Promise<void>;
  prices(): Promise<Record<string, string>>;
  setAsset(symbol: string, asset: AssetInput): Promise<void>;
  /** Positions and price change, and open orders of it are cancelled. */
  split(split: SplitInput): Promise<void>;
  /** Pays USD for each share to everyone who holds it. */
  payDividend(dividend: DividendInput): Promise<void>;
  spinOff(spinOff: SpinOffInput): Promise<void>;
  rename(rename: RenameInput): Promise<void>;
  /** A deposit, or a withdrawal if it is negative. */
  transfer(transfer: TransferInput): Promise<void>;
  /** Anything else that moves cash or shares without an order; with `moves` false it is listed, and the account does not show it. */
  addActivity(activity: ActivityInput): Promise<void>;
  /** The latest trade of a symbol is taken back, or corrected if it has a price. */
  reviseTrade(revision: RevisionInput): Promise<void>;
  setClock(clock: ClockInput): Promise<void>;
  addFault(fault: FaultInput): Promise<void>;
  /** Those that still have calls to hit. */
  faults(): Promise<Fault[]>;
  clearFaults(): Promise<void>;
  setSettings(settings: SettingsInput): Promise<void>;
  /** The entries behind the first `after`. */
  journal(after?: number): Promise<(JournalEntry & { sequence: number })[]>;
}

const TIMEOUT_MS = 10_000;

/** The simulator did not do what it was asked. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  constructor(
    /** HTTP status, or 0 when nothing answered. */
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
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    }).catch((error: unknown) => {
      throw new SimulatorError(0, '', `${url}: ${error instanceof Error ? error.message : String(error)}`);
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    const { field = '', message = text } = answer as { field?: string; message?: string };
    throw new SimulatorError(
      response.status,
      field,
      field === '' ? `${method} ${path}: ${message}` : `${field} ${message}`,
    );
  };
  const change = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  return {
    createAccount: (account) => change('POST', 'accounts', account),
    changeAccount: (id, account) => change('PUT', `accounts/${encodeURIComponent(id)}`, account),
    setPrices: (prices) => change('PUT', 'prices', prices),
    prices: async () => (await call('GET', 'prices')) as Record<string, string>,
    setAsset: (symbol, asset) => change('PUT', `assets/${encodeURIComponent(symbol)}`, asset),
    split: (split) => change('POST', 'splits', split),
    payDividend: (dividend) => change('POST', 'dividends', dividend),
    spinOff: (spinOff) => change('POST', 'spin-offs', spinOff),
    rename: (rename) => change('POST', 'renames', rename),
    transfer: (transfer) => change('POST', 'transfers', transfer),
    addActivity: (activity) => change('POST', 'activities', activity),
    reviseTrade: (revision) => change('POST', 'revised-trades', revision),
    setClock: (clock) => change('PUT', 'clock', clock),
    addFault: (fault) => change('POST', 'faults', fault),
    faults: async () => (await call('GET', 'faults')) as Fault[],
    clearFaults: () => change('DELETE', 'faults'),
    setSettings: (settings) => change('PUT', 'settings', settings),
    journal: async (after = 0) =>
      (await call('GET', `journal?after=${after}`)) as (JournalEntry & { sequence: number })[],
  };
}
