// The text of a key: "ab_live_<id>_<secret><checksum>". Secret scanners know it by its beginning, and a mistyped one is refused by its
// checksum, without a look into the ledger.

import { createHash } from 'node:crypto';

const KEY = /^ab_live_([a-z2-7]{8})_([A-Za-z0-9_-]{43})([0-9a-f]{6})$/;
const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const SECRET_BYTES = 32;
const CHECKSUM_LENGTH = 6;

export interface KeyParts {
  id: string;
  secret: string;
}

/** Returns a new id of 8 letters and digits, none of which looks like another. */
export function shortId(randomBytes: (size: number) => Uint8Array): string {
  return [...randomBytes(8)].map((byte) => ID_CHARACTERS.charAt(byte % ID_CHARACTERS.length)).join('');
}

export function keyParts(randomBytes: (size: number) => Uint8Array): KeyParts {
  const id = shortId(randomBytes);
  return { id, secret: Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url') };
}

export function keyText({ id, secret }: KeyParts): string {
  const text = `ab_live_${id}_${secret}`;
  return text + checksum(text);
}

/** Returns undefined for what is no key. */
export function parseKey(text: string): KeyParts | undefined {
  const [, id, secret, given] = KEY.exec(text) ?? [];
  if (id === undefined || secret === undefined || checksum(text.slice(0, -CHECKSUM_LENGTH)) !== given) return undefined;
  return { id, secret };
}

/** In lower-case hex. A secret of 256 random bits needs no slow hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function checksum(text: string): string {
  return hashSecret(text).slice(0, CHECKSUM_LENGTH);
}
