/** Attributes of an element; what is undefined is left out. */
export type Attributes = Record<string, string | number | undefined>

/** One element. Children are markup; texts go through `escaped`. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? rounded(value) : value!)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** A number of a drawing: hundredths of a pixel cannot be seen. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}

/** What XML cannot hold in any spelling: control characters, halves of surrogate pairs, and two that are not characters. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text for between tags or in an attribute, in XML and in HTML. */
export function escaped(text: string): string {
  return text.replace(NOT_IN_XML, '□').replace(/[&<>"']/g, (character) => ENTITIES[character])
}
