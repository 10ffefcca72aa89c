import path from 'node:path'
import { decodeText, PatchbayError, shown } from '../../../../contract'

/** `--option name=value`, each name once. @throws PatchbayError (bad-input) for anything else. */
export function namedValues(flag: string, typed: readonly string[] = []): Record<string, string> {
  const pairs = typed.map((one): [string, string] => {
    const at = one.indexOf('=')
    if (at > 0) return [one.slice(0, at).trim(), one.slice(at + 1)]
    throw new PatchbayError('bad-input', `${flag} ${shown(one)} must be NAME=VALUE.`)
  })
  const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) < i)
  if (twice) throw new PatchbayError('bad-input', `${flag} ${twice[0]} is given twice: leave one out.`)
  return Object.fromEntries(pairs)
}

/** `--list name=a,b,c`, or `--list name=@FILE` with a word on each line. */
export function listsOf(
  typed: readonly string[],
  read: (file: string) => Uint8Array,
): Record<string, string[]> {
  const values = Object.entries(namedValues('--list', typed))
  return Object.fromEntries(values.map(([name, value]) => [name, wordsOf(value, read)]))
}

function wordsOf(value: string, read: (file: string) => Uint8Array): string[] {
  if (!value.startsWith('@')) return trimmed(value.split(','))
  const file = value.slice(1)
  return trimmed(decodeText(read(file), path.basename(file)).text.split(/\r?\n/))
}

const trimmed = (words: readonly string[]) => words.map((word) => word.trim()).filter((word) => word !== '')
