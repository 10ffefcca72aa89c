import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DOC_NAMES } from '../../renderer/help/doc-names'
import { DISCOVER_STARTS, methodLabel, SCREEN_STARTS } from '../../renderer/methods/registry'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { VALUE_NAME } from '../../renderer/state/edge-values'
import { TERM_GROUPS, termOf } from '../../renderer/terms'
import { METHOD_TERMS } from '../../renderer/terms/method-terms'
import { METRICS, ROLE_TITLES, type RunMethod } from '../../contract'
import { docPage } from './doc-page'

const DOCS = new URL('../../docs/', import.meta.url)
const ids = new Map<string, string[]>(
  DOC_NAMES.map((name) => [name, docPage(readFileSync(new URL(`${name}.md`, DOCS), 'utf8'), DOC_NAMES).ids]),
)
const terms = TERM_GROUPS.flatMap((group) => group.terms)

it.each(terms.map((term) => [term.words[0], term]))(
  '%s leads to its definition in the docs',
  (_, { doc: [page, id] }) => {
    expect(ids.get(page)).toContain(id)
  },
)

it('says each word once, in a sentence or two', () => {
  const words = TERM_GROUPS.filter(({ title }) => title !== 'Views').flatMap((group) =>
    group.terms.flatMap((term) => term.words.map((word) => word.toLowerCase())),
  )
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
  for (const { text } of terms) {
    expect(text).toMatch(/\.$/)
    expect(text.length).toBeLessThan(260)
  }
})

it('explains every method, metric, role and number of an edge by the name it has on screen', () => {
  const labels = [
    ...(Object.keys(METHOD_TERMS) as RunMethod[]).map(methodLabel),
    ...[...DISCOVER_STARTS, ...SCREEN_STARTS].map(({ label }) => label),
    ...METRICS.map((metric) => METRIC_LABEL[metric]),
    ...Object.values(VALUE_NAME),
    ...Object.values(ROLE_TITLES),
  ]
  expect(labels.filter((label) => !termOf(label))).toEqual([])
})
