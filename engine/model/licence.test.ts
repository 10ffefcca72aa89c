import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readLicence } from './licence'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'patchbay-licence-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function licenceWith(files: Record<string, string>): string | null {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return readLicence(folder, readdirSync(folder))
}

it('is that of the model card, before that of a licence file', () => {
  const card = '---\nlanguage: en\nlicense: apache-2.0\ntags:\n- x\n---\n# Model\nlicense: none\n'
  expect(licenceWith({ 'README.md': card, LICENSE: 'MIT License\n' })).toBe('apache-2.0')
})

it.each([
  ['---\nlicense:\n  - mit\n---\n', 'mit'],
  ['---\r\nlicense: "bigscience-bloom-rail-1.0"\r\n---\r\n', 'bigscience-bloom-rail-1.0'],
  ['---\nlicense: other\nlicense_name: qwen-research\n---\n', 'qwen-research'],
  ['---\nlicense: other\n---\n', 'other'],
  ['---\nlicense: [mit]\n---\n', 'mit'],
])('reads %j', (card, licence) => {
  expect(licenceWith({ 'README.md': card })).toBe(licence)
})

it('is the title of the licence file where no card names one', () => {
  expect(
    licenceWith({ 'README.md': '# A model\n', 'LICENSE.txt': '\n\n   Apache License\n  Version 2.0' }),
  ).toBe('Apache License')
})

it('is unknown where nothing says it, or what does cannot be read', () => {
  expect(licenceWith({})).toBeNull()
  mkdirSync(join(folder, 'LICENSE'))
  expect(licenceWith({ 'README.md': '---\ntags: []\n---\n' })).toBeNull()
})

it('is short and has no control characters, whatever the file holds', () => {
  const licence = licenceWith({ 'README.md': `---\nlicense: a\u0007\u202eb${'x'.repeat(10_000)}\n---\n` })
  expect(licence).toHaveLength(80)
  expect(licence).toMatch(/^abx+…$/)
})
