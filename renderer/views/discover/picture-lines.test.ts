import { expect, it } from 'vitest'
import type { CertificateSummary, RunDetail } from '../../../contract'
import { buildGraph } from '../../../engine/graph'
import type { LiveRun } from '../../state/live-run'
import { pictureLines } from './picture-lines'

const CERTIFIED: CertificateSummary = { verdict: 'certified', text: 'Certified.' }

function linesWith(certificate: CertificateSummary | null) {
  const summary = {
    ...{ id: 'r', number: 8, name: 'Run 8', method: 'acdc', state: 'paused' },
    ...{ modelName: 'tiny', promptsName: 'pronoun', promptCount: 6, certificate },
  }
  const config = {
    ...{ method: 'acdc', model: '/tiny', prompts: { name: 'pronoun', bos: 'no', rows: [] } },
    ...{ metric: 'kl', threshold: 0.02, order: 'reference', absolute: false },
  }
  const graph = buildGraph({ layers: 1, heads: 2, mlps: false, parallel: false })
  const run = { summary, detail: { summary, config } as unknown as RunDetail, graph, kept: 2, decided: 3 }
  return { lines: pictureLines(run as unknown as LiveRun), edgeCount: graph.edgeCount }
}

it('a picture names run, counts, model, prompts and every setting', () => {
  const { lines, edgeCount } = linesWith(CERTIFIED)
  expect(lines.slice(0, 2)).toEqual([
    `Run 8 · ACDC · 2 kept, ${edgeCount - 3} undecided, of ${edgeCount} edges`,
    'model tiny · pronoun, 6 prompts',
  ])
  expect(lines[2]).toContain('metric KL · threshold 0.02 · order of the tests as the reference does')
})

it('a picture of a model that is not certified says so, and why', () => {
  const text = `Not certified. config.json has ${'unknown_key, '.repeat(20)}`
  const { lines } = linesWith({ verdict: 'uncertified', text })
  expect(lines[1]).toBe('model tiny (not certified) · pronoun, 6 prompts')
  expect(lines[2]).toMatch(/^Not certified\. config\.json has unknown_key, .{80,100}…$/)
  expect(linesWith(null).lines[1]).toBe('model tiny (no certificate) · pronoun, 6 prompts')
})
