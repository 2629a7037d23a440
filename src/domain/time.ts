/** Returns the ISO time `ms` after `iso`; before it when `ms` is negative. */
export function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}
