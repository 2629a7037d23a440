/** True when two names mean one person: a decision that takes two is not taken by one who writes the name in two ways. */
export function samePerson(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** The schema compares names in the same way (plain_name in its migrations). */
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}
