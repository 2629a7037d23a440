// What options and arguments hold.

import { InvalidArgumentError } from 'commander';
import { InputRefused } from '../input/refused';

export function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return Number.parseInt(text, 10);
}

export function portNumber(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
}

/** @throws InputRefused */
export function parseObject(json: string): object {
  let why = 'it is something else';
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new InputRefused('INVALID_FILE', 'json', `json must be one JSON object in quotes: ${why}`);
}
