import { describe, expect, it } from 'vitest'
import { runSummary } from '../../testing/run-summary'
import { runConfigSchema } from '../methods'
import type { RunDetail } from '../run'
import { pythonScript } from './python'

const row = { clean: 'When Mary', corrupt: 'When John', answers: [' Mary'], wrongAnswers: [' John'] }
const prompts = { name: 'ioi', bos: 'yes', rows: [row, row] }

function runOf(change: object, name?: string): Pick<RunDetail, 'summary' | 'config' | 'provenance'> {
  const config = runConfigSchema.parse({ model: '/models/gpt2', prompts, metric: 'logit_diff', ...change })
  const modelSource = { repo: 'openai-community/gpt2', commit: 'a'.repeat(40) }
  return {
    summary: runSummary(3, { method: config.method, ...(name !== undefined && { name }) }),
    config,
    provenance: { modelSource } as RunDetail['provenance'],
  }
}

const eap = { method: 'eap', direction: 'noising', igSteps: 5 }

describe('a run as a script of another program', () => {
  it('is EAP-IG by its own names, with the metric as it is defined here', () => {
    const { text, differs, isThere } = pythonScript('eap-ig', runOf(eap), 'mine.json')
    expect(isThere).toBe(true)
    expect(text).toContain('attribute(model, graph, data, metric, method="EAP-IG-inputs", ig_steps=5)')
    expect(text).toContain('open("mine.json", encoding="utf-8")')
    expect(text).toContain('from_pretrained("openai-community/gpt2"')
    expect(text).toContain('row[yes].mean() - row[no].mean()')
    for (const each of differs) expect(text).toContain(`# - ${each}`)
  })

  it('is ACDC of AutoCircuit at the threshold, and says that its order is another', () => {
    const acdc = { method: 'acdc', metric: 'kl', threshold: 0.05 }
    const { text, differs } = pythonScript('auto-circuit', runOf(acdc))
    expect(text).toContain('tao_bases=[0.05],\n    tao_exps=[0],')
    expect(text).toContain('batch_size=2,')
    expect(differs[0]).toContain('another order')
    expect(differs.some((each) => each.includes('another metric'))).toBe(false)
    const other = pythonScript(
      'auto-circuit',
      runOf({ ...acdc, metric: 'nll', absolute: true, ablation: 'zero' }),
    )
    expect(other.differs.slice(1, 4).map((each) => each.split(';')[0])).toEqual([
      'It minimises KL',
      'It compares the change itself with tau',
      'It patches in values of the corrupt prompt',
    ])
  })

  it('says where a program has nothing that comes near', () => {
    const path = { method: 'path', direction: 'noising', path: 'input->logits' }
    for (const program of ['eap-ig', 'auto-circuit'] as const) {
      const { text, isThere } = pythonScript(program, runOf(path))
      expect(isThere).toBe(false)
      expect(text).toMatch(/^# .*\n# .* has nothing that comes near Path patching\.$/)
    }
    const opened = { ...runOf(eap), config: null, provenance: null }
    expect(pythonScript('eap-ig', opened).text).toContain('a circuit file that was opened')
  })

  it('names what differs in the prompts', () => {
    const odd = {
      ...prompts,
      bos: 'no',
      split: { seed: 0, heldOut: 0.5, by: 'row' },
      rows: [row, { ...row, clean: [1, 2], corrupt: [1, 3], position: 1 }],
    }
    const { differs } = pythonScript('eap-ig', { ...runOf({ ...eap, prompts: odd }), provenance: null })
    const said = differs.join('\n')
    expect(said).toMatch(
      /BOS token.*\n.*token ids.*\n.*another position.*\n.*held out.*\n.*in place of "\/models\/gpt2"/,
    )
  })

  it('keeps hostile names within its comments and strings', () => {
    const { text } = pythonScript('eap-ig', runOf(eap, 'a\nimport os #'), 'x"\nimport os\n".json')
    expect(text.split('\n').filter((line) => line.startsWith('import '))).toEqual([
      'import json',
      'import torch',
    ])
  })
})
