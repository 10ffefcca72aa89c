import { expect, it } from 'vitest'
import { pictureChoicesSchema, siteColumns, type MethodResult } from '../../contract'
import { drawnRun, GPT2_SHAPE, HOSTILE_NAME, TINY_SHAPE } from '../../testing/drawn-runs'
import { parsedXml } from '../../testing/parsed-xml'
import { reportPage } from './report'

const choices = pictureChoicesSchema.parse({})
const nothing = { comparison: null, matrix: null, notCompared: null }
const made = { ...nothing, patchbayVersion: '0.1.0', writtenAt: new Date(0) }
const reported = (name?: string, every = 5, shape = TINY_SHAPE) => ({
  run: drawnRun(shape, every, name),
  result: null,
  roles: [],
})

it.each([
  ['no edges', reported(undefined, 0)],
  ['hostile names', reported(HOSTILE_NAME)],
  ['32,491 edges', reported(undefined, 1, GPT2_SHAPE)],
])('needs nothing else: %s', (_, run) => {
  const page = reportPage({ runs: [run], ...made }, choices)
  const root = parsedXml(page)
  expect(root.getElementsByTagName('script')).toHaveLength(0)
  expect(root.getElementsByTagName('h1')).toHaveLength(1)
  for (const element of root.getElementsByTagName('*'))
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/)
      if (name === 'href' || name === 'src') expect(value).toMatch(/^data:image\/png;base64,/)
    }
  expect(page).not.toMatch(/url\(|@import/)
})

it('draws each picture for either colour scheme, and shows one', () => {
  const root = parsedXml(reportPage({ runs: [reported()], ...made }, choices))
  const classes = [...root.getElementsByTagName('svg')].map((svg) => svg.getAttribute('class'))
  expect(classes).toEqual(['in-light', 'in-dark', 'in-light', 'in-dark', 'in-light', 'in-dark'])
})

it('calls the metric in its title and beside its numbers what the tables call it', () => {
  const text = parsedXml(reportPage({ runs: [reported()], ...made }, choices)).textContent
  expect(text).toMatch(/ KL, /)
  expect(text).toContain('KL of the circuit')
  expect(text).not.toMatch(/kl(,| of the circuit)/)
})

it('writes numbers with the decimals that the screen has', () => {
  const root = parsedXml(reportPage({ runs: [reported()], ...made }, choices))
  const [cards, cells] = ['b', 'td'].map((tag) =>
    [...root.getElementsByTagName(tag)].map(({ textContent }) => textContent!),
  )
  expect(cards).toEqual(['22', '90.0 %', '0.2000', '40'])
  expect(cells).toContain('−0.0625')
  for (const text of cells) expect(text).not.toMatch(/\d\.\d{5}/)
})

it('says why runs are not compared', () => {
  const notCompared = 'Run 3 and Run 4 cannot be compared: their graphs differ.'
  const page = reportPage({ runs: [reported(), reported('other')], ...made, notCompared }, choices)
  expect(parsedXml(page).textContent).toContain(notCompared)
  expect(parsedXml(page).getElementsByTagName('article')).toHaveLength(2)
})

it('draws the effects of sites as heat maps, each number readable in its tip', () => {
  const sites = [0, 1].flatMap((layer) =>
    [0, 1, 2, 3].map((head) => ({ site: 'heads' as const, layer, head })),
  )
  const stream = [0, 1, 2].map((pos) => ({ site: 'resid' as const, layer: 1, pos }))
  const columns = siteColumns([...sites, ...stream])
  const effect = Float64Array.from(columns.site, (_, row) => row / 8 - 0.5)
  const scores = { ...columns, effect, value: effect, perPrompt: null, baseMetric: 1, promptCount: 4 }
  const passes = { forward: 11, backward: 0 }
  const result: MethodResult = { kind: 'sites', scores: { ...scores, passes }, agreement: null }
  const { run, roles } = reported()
  const summary = { ...run.summary, method: 'activation' as const, direction: 'noising' as const }
  const root = parsedXml(
    reportPage({ runs: [{ run: { ...run, summary }, result, roles }], ...made }, choices),
  )
  const captions = [...root.getElementsByTagName('figcaption')].map((each) => each.textContent)
  expect(captions).toEqual(['effect by head: outputs', 'effect by position: residual stream'])
  const tips = [...root.getElementsByTagName('title')].map((each) => each.textContent)
  expect(tips).toContain('1, 3: 0.38')
  expect(tips).toContain('0, 0: −0.50')
})
