import { describe, expect, it } from 'vitest'
import { EXPORT_FORMATS, pictureChoicesSchema, type NodeRole } from '../../contract'
import { decode } from 'fast-png'
import { fromSnapshot } from '../../renderer/state/live-run'
import { drawnRun, GPT2_SHAPE, HOSTILE_NAME, TINY_SHAPE } from '../../testing/drawn-runs'
import { parsedXml } from '../../testing/parsed-xml'
import { runGraphFile, shownRun, type GraphFormat } from './run-files'

const choices = pictureChoicesSchema.parse({})
const PICTURES = EXPORT_FORMATS.filter((format): format is GraphFormat => format.endsWith('svg'))
const role: NodeRole = {
  node: 'a1.h2',
  label: HOSTILE_NAME.slice(0, 40),
  role: null,
  colour: 'role-1',
  evidence: '',
  promptsName: '',
}

describe.each([
  ['no edges', drawnRun(TINY_SHAPE, 0)],
  ['a small circuit', drawnRun(TINY_SHAPE, 5)],
  ['hostile names', drawnRun(TINY_SHAPE, 5, HOSTILE_NAME)],
  ['32,491 edges', drawnRun(GPT2_SHAPE, 1)],
])('a run with %s', (_, detail) => {
  const run = fromSnapshot(detail)
  const file = (format: GraphFormat, scheme: 'light' | 'dark' = 'light') =>
    runGraphFile(run, [role], format, { ...choices, scheme })

  it.each(PICTURES)('is well-formed as %s in both themes, and says what it is', (format) => {
    for (const scheme of ['light', 'dark'] as const) {
      const svg = parsedXml(file(format, scheme))
      expect(svg.tagName).toBe('svg')
      const [title] = svg.getElementsByTagName('title')
      expect(title.textContent).toContain(`${run.kept.toLocaleString('en')} kept of`)
      const about = JSON.parse(svg.getElementsByTagName('metadata')[0].textContent!) as Record<
        string,
        unknown
      >
      expect(about).toMatchObject({ metric: 'KL', threshold: '0.01', run_id: 'r3' })
      expect(svg.getElementsByTagName('script')).toHaveLength(0)
    }
  })

  it('has its circuit in GraphML, edge by edge', () => {
    const text = file('graphml')
    expect(text.match(/<edge /g) ?? []).toHaveLength(run.kept)
    // The parser takes ten seconds for the largest.
    if (run.kept > 1000) return
    const graph = parsedXml(text)
    const edges = [...graph.getElementsByTagName('edge')]
    expect(edges).toHaveLength(run.kept)
    const nodes = new Set([...graph.getElementsByTagName('node')].map((node) => node.getAttribute('id')))
    for (const edge of edges) {
      expect(nodes.has(edge.getAttribute('source')) && nodes.has(edge.getAttribute('target'))).toBe(true)
      expect(edge.getAttribute('id')).toContain(`${edge.getAttribute('source')}->`)
    }
  })

  it('has its circuit in DOT, a line an edge, with strings that end where they should', () => {
    const lines = file('dot').trimEnd().split('\n')
    expect(lines.filter((line) => / -> /.test(line) && line.startsWith('  '))).toHaveLength(run.kept)
    for (const line of lines.filter((each) => !each.startsWith('//'))) {
      const outside = line.replace(/"(?:[^"\\]|\\.)*"/g, '')
      expect(outside).not.toMatch(/["<>]script/)
      expect(outside).toMatch(/^[\w\s[\]{};=,.+#>-]*$/)
    }
  })
})

it('shows the weakest of too many edges in the matrix alone, a pixel each', () => {
  const run = fromSnapshot(drawnRun(GPT2_SHAPE, 1))
  const svg = parsedXml(runGraphFile(run, [], 'svg', choices))
  expect(svg.textContent).toContain('32,291 weaker edges are not drawn')
  const matrix = parsedXml(runGraphFile(run, [], 'matrix-svg', choices))
  const address = matrix.getElementsByTagName('image')[0].getAttribute('href')!
  const image = decode(Buffer.from(address.split(',')[1], 'base64'))
  const pixels = image.data.filter((_, i) => i % 4 === 3 && image.data[i] === 255)
  expect(pixels).toHaveLength(32_491)
})

it('takes the best edges of a scored run, and says that this is not ACDC', () => {
  const detail = drawnRun(TINY_SHAPE, 0)
  const { edgesTotal } = detail.summary
  const scored = {
    ...detail,
    summary: { ...detail.summary, method: 'eap' as const, threshold: null, edgesDecided: 0, edgesKept: 0 },
    decisions: { ...detail.decisions, edge: new Int32Array(0) },
    scores: Float64Array.from({ length: edgesTotal }, (_, edge) => edge),
  }
  const run = shownRun(scored, { top: 7, by: 'absolute' })
  expect(run.kept).toBe(7)
  const svg = parsedXml(runGraphFile(run, [], 'svg', choices))
  expect(svg.getElementsByTagName('title')[0].textContent).toContain(`7 best by score of ${edgesTotal} edges`)
  expect(svg.textContent).toContain('Re-thresholded scores, not ACDC')
})
