// SVG and HTML as text. Everything that is shown goes through `escaped`.

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Returns `<name …>children</name>`; an attribute that is undefined is left out. `children` is markup. */
export function element(name: string, attributes: Attributes, children = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? pixel(value) : String(value))}"`);
  return `<${name}${written.join('')}>${children}</${name}>`;
}

/** Text as it may appear in markup, also inside an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A tenth of a pixel is finer than any screen shows. */
export function pixel(position: number): string {
  return String(Math.round(position * 10) / 10);
}
