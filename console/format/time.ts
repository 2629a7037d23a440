/** How long ago, roughly: "now", "12 s", "3 min", "5 h", "2 d". What lies ahead is "now" as well: clocks differ. */
export function ageText(ageMs: number): string {
  const seconds = Math.floor(ageMs / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** "5 s ago", "now" */
export function agoText(ageMs: number): string {
  const age = ageText(ageMs);
  return age === 'now' ? age : `${age} ago`;
}

/** "2026-11-30 07:22:10 UTC": one form everywhere, so that two times can be compared at sight. */
export function timeText(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** "11-30 07:22": where there is no room for more, and the rest is said nearby. */
export function shortTimeText(iso: string): string {
  return timeText(iso).slice(5, 16);
}

/** 21600000 becomes "6 h", 90000 becomes "90 s". */
export function durationText(ms: number): string {
  if (ms === 0) return '0';
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}
