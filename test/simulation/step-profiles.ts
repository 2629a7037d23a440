/** src/workflows/profiles.ts, as far as time goes. */
export interface Profile {
  isLocal: boolean;
  timeoutMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  /** With all its attempts. */
  withinMs: number;
}

const FOREVER = Number.POSITIVE_INFINITY;
export const RECORDING: Profile = {
  isLocal: true,
  timeoutMs: 20_000,
  retryFirstMs: 250,
  retryMaxMs: 60_000,
  withinMs: FOREVER,
};
export const DECIDING: Profile = { ...RECORDING, timeoutMs: 8_000, withinMs: 8_000 };
export const SLOWLY: Profile = { ...RECORDING, isLocal: false, retryFirstMs: 1_000 };
export const ORDINARY: Profile = {
  isLocal: false,
  timeoutMs: 10_000,
  retryFirstMs: 1_000,
  retryMaxMs: 30_000,
  withinMs: FOREVER,
};
export const RETRY_FACTOR = 2;
