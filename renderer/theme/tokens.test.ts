import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { tokenSheet } from './css-variables'

const RENDERER = path.join(import.meta.dirname, '..')
const OWNER = 'theme/tokens.ts'

/** A hexadecimal colour or a colour function of numbers; a font or font size in a sheet, but not a line height. */
const LITERALS = {
  colour: /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(\s*\d/gi,
  font: /font(?:-size)?:[^;]*?(?<![/\d.])\d+(?:\.\d+)?(?:px|rem|em)\b|'(?:Inter|JetBrains Mono) Variable'/gi,
}

function sources(): string[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.(?:tsx?|css|html)$/.test(file) && !/\.test\.tsx?$/.test(file) && file !== OWNER)
}

/** The literals of a kind in a file, not counting comments. */
function literalsIn(file: string, kind: RegExp): string[] {
  const text = readFileSync(path.join(RENDERER, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(kind)].map(([literal]) => `${file}: ${literal}`)
}

describe('the look has one source', () => {
  it('no colour is written outside the tokens', () => {
    expect(sources().flatMap((file) => literalsIn(file, LITERALS.colour))).toEqual([])
  })

  it('no font or font size is written in a sheet', () => {
    const sheets = sources().filter((file) => file.endsWith('.css'))
    expect(sheets.flatMap((file) => literalsIn(file, LITERALS.font))).toEqual([])
  })

  it('every variable that a sheet uses is defined by a token, by Mantine, or by a sheet', () => {
    const made = tokenSheet()
    const sheets = sources().filter((file) => file.endsWith('.css'))
    const texts = sheets.map((file) => readFileSync(path.join(RENDERER, file), 'utf8'))
    const known = new Set([made, ...texts].flatMap((text) => text.match(/--[\w-]+(?=:)/g) ?? []))
    const unknown = texts.flatMap((text, at) =>
      [...text.matchAll(/var\((--[\w-]+)/g)]
        .filter(([, name]) => !known.has(name) && !name.startsWith('--mantine-'))
        .map(([, name]) => `${sheets[at]}: ${name}`),
    )
    expect(unknown).toEqual([])
  })
})
