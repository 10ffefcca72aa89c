import { join } from 'node:path'
import { readExactly, withFile } from './read-file'

/** A model card's front matter and the title of a licence are in the beginning of their files. */
const READ_BYTES = 16 * 1024
const MOST_CHARACTERS = 80
const LICENCE_FILE = /^(licen[cs]e|copying)(\.(txt|md))?$/i
const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---/

/**
 * Under which licence a model is, as its folder says: the front matter of README.md, else the first line of its licence
 * file. null where it says nothing, or nothing that can be read: no number depends on it.
 */
export function readLicence(folder: string, names: readonly string[]): string | null {
  const card = names.includes('README.md') ? licenceOfCard(beginningOf(join(folder, 'README.md'))) : null
  if (card !== null) return card
  const file = names.filter((name) => LICENCE_FILE.test(name)).sort()[0]
  return file === undefined ? null : firstLine(beginningOf(join(folder, file)))
}

function licenceOfCard(text: string): string | null {
  const [, matter = ''] = FRONT_MATTER.exec(text) ?? []
  const licence = settingOf(matter, 'license')
  // `other` is named by a setting of its own.
  return (licence === 'other' ? settingOf(matter, 'license_name') : null) ?? licence
}

/** `name: value`, or the first item of a list below it. */
function settingOf(matter: string, name: string): string | null {
  const [, found] = new RegExp(`^${name}:[ \\t]*(?:\\r?\\n[ \\t]*-[ \\t]*)?(.+)$`, 'm').exec(matter) ?? []
  return found === undefined ? null : shown(found.replace(/^\[|\]$/g, '').replace(/^(["'])(.*)\1$/, '$2'))
}

function firstLine(text: string): string | null {
  return shown(text.split('\n').find((line) => /\w/.test(line)) ?? '')
}

function shown(text: string): string | null {
  const line = text.replace(/^#+|[\p{Cc}\p{Cf}]/gu, '').trim()
  if (line === '') return null
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
}

function beginningOf(path: string): string {
  try {
    return withFile(path, (fd, sizeBytes) => {
      const bytes = new Uint8Array(Math.min(READ_BYTES, sizeBytes))
      readExactly(fd, bytes, 0, path)
      return new TextDecoder().decode(bytes)
    })
  } catch {
    return ''
  }
}
