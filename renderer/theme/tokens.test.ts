import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { tokenSheet } from './css-variables'

const RENDERER = path.join(import.meta.dirname, '..')
const OWNER = 'theme/tokens.ts'

/** A hexadecimal colour, a colour function of numbers, or a font or its size in a sheet; line heights may be written there. */
const LITERALS = {
  colour: /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(\s*\d/gi,
  font: /font(?:-size)?:[^;]*?(?<![/\d.])\d+(?:\.\d+)?(?:px|rem|em)\b|'(?:Inter|JetBrains Mono) Variable'/gi,
}

function sources(): string[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.(?:tsx?|css|html)$/.test(file) && !/\.test\.tsx?$/.test(file) && file !== OWNER)
}

/** What a file's code has of a kind of literal; comments may give examples. */
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

  it('every variable that is read in a sheet is made of a token, by Mantine, or in the sheet itself', () => {
    const made = new Set(tokenSheet().match(/--[\w-]+(?=:)/g))
    const unknown = sources()
      .filter((file) => file.endsWith('.css'))
      .flatMap((file) => {
        const text = readFileSync(path.join(RENDERER, file), 'utf8')
        const own = new Set(text.match(/--[\w-]+(?=:)/g))
        const read = [...text.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name)
        return read
          .filter((name) => !made.has(name) && !own.has(name) && !name.startsWith('--mantine-'))
          .map((name) => `${file}: ${name}`)
      })
    expect(unknown).toEqual([])
  })
})
