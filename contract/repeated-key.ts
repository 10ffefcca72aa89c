import { endOfString, QUOTE } from './json-strings'

/** A key that an object of a JSON text has twice, and where that object is. */
export interface RepeatedKey {
  key: string
  /** Keys that lead to the object; none for the outermost. Elements of lists have no key. */
  path: string[]
}

const COLON = 58

interface OpenValue {
  /** null of a list. */
  keys: Set<string> | null
  /** Its key in the object around it; null at the top and in a list. */
  under: string | null
}

/**
 * The first key that occurs twice in one object, null where none does. JSON.parse silently keeps the
 * last of them, so this looks again at a text that it accepted and turned into `value`. Without recursion: nesting
 * may be deep.
 */
export function repeatedKey(validJson: string, value: unknown): RepeatedKey | null {
  return keysWritten(validJson) === keysKept(value) ? null : firstRepeated(validJson)
}

/** Each key is followed by a colon; all other colons are in strings. */
function keysWritten(validJson: string): number {
  let keys = 0
  for (let at = 0; at < validJson.length; at++) {
    const char = validJson.charCodeAt(at)
    if (char === QUOTE) at = endOfString(validJson, at)
    else if (char === COLON) keys++
  }
  return keys
}

function keysKept(value: unknown): number {
  let keys = 0
  const open = [value]
  while (open.length > 0) {
    const each = open.pop()
    if (typeof each !== 'object' || each === null) continue
    const inside: unknown[] = Array.isArray(each) ? each : Object.values(each)
    if (!Array.isArray(each)) keys += inside.length
    for (const one of inside) if (typeof one === 'object') open.push(one)
  }
  return keys
}

/** Slower, since it keeps all keys. */
function firstRepeated(validJson: string): RepeatedKey | null {
  const open: OpenValue[] = []
  let lastString = ''
  let key: string | null = null
  for (let at = 0; at < validJson.length; at++) {
    switch (validJson[at]) {
      case '"': {
        const end = endOfString(validJson, at)
        lastString = validJson.slice(at, end + 1)
        at = end
        break
      }
      case '{':
        open.push({ keys: new Set(), under: key })
        key = null
        break
      case '[':
        open.push({ keys: null, under: key })
        key = null
        break
      case '}':
      case ']':
        open.pop()
        break
      case ':': {
        key = lastString.includes('\\') ? (JSON.parse(lastString) as string) : lastString.slice(1, -1)
        const { keys } = open[open.length - 1]
        if (keys!.has(key)) return { key, path: open.flatMap(({ under }) => under ?? []) }
        keys!.add(key)
        break
      }
      case ',':
        key = null
    }
  }
  return null
}

/** `the key "a0.h0->logits" twice in "edges"` */
export function repeatedKeyText({ key, path }: RepeatedKey): string {
  const inside = path.length > 0 ? ` in ${path.map(quoted).join(' ')}` : ''
  return `the key ${quoted(key)} twice${inside}`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text)
}
