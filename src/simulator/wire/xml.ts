/** What an XML element can hold. A list becomes repeated elements; undefined is left out. */
export type XmlValue = string | number | boolean | undefined | XmlObject | readonly XmlValue[];
export type XmlObject = { readonly [name: string]: XmlValue };

/** One element with all that is in it. */
export function xml(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one: XmlValue) => xml(name, one)).join('');
  return `<${name}${attributes}>${content(value)}</${name}>`;
}

const content = (value: XmlValue): string =>
  typeof value === 'object'
    ? Object.entries(value)
        .map(([name, inner]) => xml(name, inner))
        .join('')
    : escapeText(String(value ?? ''));

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Most text holds none of these. */
const special = /[&<>"'\p{Cc}]/u;

/** Escapes mark-up, and drops control characters that XML 1.0 cannot hold. */
const escapeText = (text: string): string =>
  special.test(text)
    ? text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, '').replaceAll(/[&<>"']/g, (one) => entities[one] ?? one)
    : text;
