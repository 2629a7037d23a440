// The asset classes of a policy as one text that a person edits: "EQUITY 3: SPY VXUS; BONDS 2: AGG".

import type { Policy } from '../api/types';

type AssetClasses = Policy['assetClasses'];

export function classesText(classes: AssetClasses): string {
  return classes.map(({ name, band, symbols }) => `${name} ${band}: ${symbols.join(' ')}`).join('; ');
}

/** Returns undefined for a text that is none. Which names, bands and symbols there may be are rules of the API. */
export function classesOf(text: string): AssetClasses | undefined {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const classes = parts.map((part) => {
    const [, name = '', band = '', symbols = ''] = /^(\S+)\s+(\d[\d.]*)\s*:\s*(\S.*)$/.exec(part) ?? [];
    return { name, band, symbols: symbols.split(/[\s,]+/).filter((symbol) => symbol !== '') };
  });
  return classes.every(({ name }) => name !== '') ? classes : undefined;
}
