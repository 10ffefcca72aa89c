import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const RENDERER = path.join(import.meta.dirname, '..')
/** Sheets that several components share on purpose: the tables, the charts, the cards of downloads, the forms of an import. */
const SHARED = [
  'widgets/table.module.css',
  'plots/chart.module.css',
  'views/model/card.module.css',
  'views/dataset/import/import-dialog.module.css',
]

const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).map((file) =>
  file.replaceAll(path.sep, '/'),
)
const textOf = (file: string) => readFileSync(path.join(RENDERER, file), 'utf8')

/** Who imports each sheet, or takes a class of it. */
function importers(): Map<string, string[]> {
  const found = new Map<string, string[]>(
    files.filter((file) => file.endsWith('.module.css')).map((sheet) => [sheet, []]),
  )
  for (const file of files.filter((each) => /\.(tsx?|css)$/.test(each)))
    for (const [, target] of textOf(file).matchAll(/from '(\.[^']*\.module\.css)'/g)) {
      const sheet = path.posix.join(path.posix.dirname(file), target)
      found.set(sheet, [...(found.get(sheet) ?? []), file])
    }
  return found
}

describe('sheets', () => {
  const all = [...importers()]

  it('are imported from their own folder only', () => {
    const folder = path.posix.dirname
    const foreign = all.flatMap(([sheet, users]) => users.filter((user) => folder(user) !== folder(sheet)))
    expect(foreign).toEqual([])
  })

  it('belong to one component, which they are named after', () => {
    const others = all.filter(
      ([sheet, [user, ...more]]) =>
        !SHARED.includes(sheet) &&
        (more.length > 0 || user?.replace(/\.tsx?$/, '') !== sheet.replace('.module.css', '')),
    )
    expect(others).toEqual([])
  })

  it('have no class that is not used', () => {
    const unused = all.flatMap(([sheet, users]) => {
      const rules = textOf(sheet).replace(/\/\*[\s\S]*?\*\/|:global\([^)]*\)|\{[^{}]*\}/g, ' ')
      const code = users.map(textOf).join('\n')
      const names = new Set(Array.from(rules.matchAll(/\.([a-z]\w*)/gi), ([, name]) => name))
      return [...names]
        .filter((name) => !new RegExp(`\\w\\.${name}\\b|composes: ${name}\\b`).test(code))
        .map((name) => `${sheet}: ${name}`)
    })
    expect(unused).toEqual([])
  })
})
