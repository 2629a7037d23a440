// What options hold, parsed by commander: a wrong value is wrong usage.

import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return Number.parseInt(text, 10);
}
