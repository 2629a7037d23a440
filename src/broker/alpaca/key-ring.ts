import type { AlpacaSettings, Key } from './transport';

export interface KeyRing {
  /** Returns the key to show, and what to call when the broker does not accept it. */
  use(): { key: Key; refused(): void };
}

type Settings = Pick<AlpacaSettings, 'keyId' | 'secretKey' | 'keys'>;

/** Two keys overlap while they are rotated: the one that was not refused last is used. */
export function createKeyRing({ keyId, secretKey, keys = () => [{ keyId, secretKey }] }: Settings): KeyRing {
  let turn = 0;
  return {
    use: () => {
      const ring = keys();
      const used = turn;
      return {
        key: ring[used % ring.length] ?? { keyId, secretKey },
        // Of many requests under way with one key the first that is refused turns the ring, and the others leave it there.
        refused: () => {
          if (turn === used) turn += 1;
        },
      };
    },
  };
}

/** What a request shows at the door. */
export function headersOf(api: AlpacaSettings['api'], { keyId, secretKey }: Key): Record<string, string> {
  return api === 'broker'
    ? { authorization: `Basic ${Buffer.from(`${keyId}:${secretKey}`).toString('base64')}` }
    : { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey };
}
