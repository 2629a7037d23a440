const RECENT_MS = 60_000;
let lastInputAt = performance.now();

for (const event of ['keydown', 'pointerdown'])
  document.addEventListener(event, () => (lastInputAt = performance.now()), { capture: true, passive: true });

/**
 * The header that no form and no foreign page can send. It says whether a person has just done something: what the console asks for by
 * itself keeps no session open.
 */
export function ownHeader(): { name: string; value: string } {
  const isPerson = performance.now() - lastInputAt < RECENT_MS;
  return { name: 'X-Autobalancer-Console', value: isPerson ? 'person' : 'clock' };
}
