import type { AlpacaSettings, Key } from './transport';

export interface KeyRing {
  /** Returns what a request shows at the door, and what to call when nobody there knows this key. */
  use(): { headers: Record<string, string>; refused(): void };
}

type Settings = Pick<AlpacaSettings, 'api' | 'keyId' | 'secretKey' | 'keys'>;

/** Two keys overlap while they are rotated: the one that was not refused last is used. */
export function createKeyRing({ api, keyId, secretKey, keys = () => [{ keyId, secretKey }] }: Settings): KeyRing {
  let turn = 0;
  return {
    use: () => {
      const ring = keys();
      const used = turn;
      return {
        headers: headersOf(api, ring[used % ring.length] ?? { keyId, secretKey }),
        // Of many requests under way with one key the first that is refused turns the ring, and the others leave it there.
        refused: () => {
          if (turn === used) turn += 1;
        },
      };
    },
  };
}

function headersOf(api: Settings['api'], { keyId, secretKey }: Key): Record<string, string> {
  return api === 'broker'
    ? { authorization: `Basic ${Buffer.from(`${keyId}:${secretKey}`).toString('base64')}` }
    : { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey };
}
