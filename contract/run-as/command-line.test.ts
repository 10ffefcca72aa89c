import { describe, expect, it } from 'vitest'
import { runSummary } from '../../testing/run-summary'
import { definitionOf, runConfigSchema, type RunConfig } from '../methods'
import type { RunDetail } from '../run'
import { runCommand, shellText } from './command-line'

const prompts = { name: 'ioi', bos: 'yes', rows: [] } as const
const common = { model: 'sample:trained', prompts }
const patching = { ...common, metric: 'logit_diff', direction: 'denoising' } as const

const CONFIGS: Record<string, object> = {
  acdc: {
    ...common,
    method: 'acdc',
    metric: 'kl',
    threshold: -0.5,
    order: 'eap',
    orderMetric: 'nll',
    absolute: true,
  },
  'acdc as usual': { ...common, method: 'acdc', metric: 'kl', threshold: 1e-7, ablation: 'mean' },
  eap: { ...patching, method: 'eap', igSteps: 5 },
  'eap without steps': { ...patching, method: 'eap', direction: 'noising', ablation: 'zero' },
  'edges into a receiver': { ...patching, method: 'edges', select: { kind: 'into', receiver: 'a1.h2<q>' } },
  'edges by name': {
    ...patching,
    ...{ method: 'edges', mlps: 'recomputed', ablation: 'resample' },
    select: { kind: 'list', edges: ['a0.h0->logits', 'input->a0.h0<v>'] },
  },
  'all edges': { ...patching, method: 'edges', select: { kind: 'all' } },
  path: { ...patching, method: 'path', path: 'a0.h1->a1.h2<q>->logits' },
  attribution: { ...patching, method: 'attribution', sites: ['heads', 'mlp'], variant: 'relp' },
  activation: {
    ...patching,
    ...{ method: 'activation', sites: ['heads', 'neurons'] },
    neurons: [
      { layer: 0, neuron: 12 },
      { layer: 1, neuron: 7 },
    ],
  },
  evaluate: {
    ...common,
    ...{ method: 'evaluate', metric: 'kl', circuit: { runId: 'abc' }, reference: { runId: 'def' } },
    ...{ top: [10, 50], by: 'signed', ablation: 'mean' },
    scores: { kind: 'effect', metric: 'nll', direction: 'noising' },
  },
  tests: {
    ...common,
    ...{ method: 'tests', metric: 'nll', circuit: { runId: 'abc' }, top: 30, by: 'signed', ablation: 'zero' },
    scores: { kind: 'gain' },
    ...{ draws: 20, permutations: 50, epsilon: 0.2, quantile: 0.8, alpha: 0.01, testedEdges: 9, seed: 4 },
    randomFrom: 'anywhere',
  },
  'tests as usual': { ...common, method: 'tests', metric: 'logit_diff', circuit: { runId: 'abc' } },
  workflow: { ...patching, method: 'workflow', top: 7 },
  check: { ...common, method: 'check', metric: 'log_prob' },
}

function detailOf(config: RunConfig, name?: string): Pick<RunDetail, 'summary' | 'config' | 'settings'> {
  return { summary: runSummary(3, name === undefined ? {} : { name }), config, settings: [] }
}

/** What the command's own parser makes of the words; it knows the options of the method alone. */
function configOf(words: readonly string[]): unknown {
  const [, method, ...rest] = words
  const { command } = definitionOf(method as RunConfig['method'])
  const entries = Object.entries(command.options)
  const typed: Record<string, unknown> = Object.fromEntries(
    entries.flatMap(([key, option]) => (option.default === undefined ? [] : [[key, option.default]])),
  )
  const circuits: Record<string, unknown> = {}
  const args = rest.flatMap((word) => {
    const joined = /^(--[\w-]+)=(.*)$/s.exec(word)
    return joined ? joined.slice(1) : [word]
  })
  for (let at = 0; at < args.length; at++) {
    const found = entries.find(([, { flag }]) => flag === args[at])
    if (!found) continue
    const [key, { value, isRepeatable, reads }] = found
    const text = value === undefined ? true : args[++at]
    if (reads === 'circuit') circuits[key] = { runId: String(text).slice('run:'.length) }
    else typed[key] = isRepeatable ? [...((typed[key] as string[] | undefined) ?? []), text] : text
  }
  return { ...command.config(typed), ...circuits, ...common }
}

/** An ablation that was left out is `resample`. */
const whole = (config: unknown) => {
  const parsed = runConfigSchema.parse(config)
  return 'ablation' in parsed && parsed.ablation !== undefined ? parsed : { ...parsed, ablation: 'resample' }
}

describe('a run as a command', () => {
  it.each(Object.entries(CONFIGS))('is the same run again: %s', (_what, given) => {
    const config = runConfigSchema.parse(given)
    const command = runCommand(detailOf(config))!
    expect(command.unsaid).toEqual([])
    expect(command.words.slice(0, 6)).toEqual([
      'patchbay',
      config.method,
      '--model',
      'sample:trained',
      '--prompts',
      'run:r3',
    ])
    expect(whole(configOf(command.words))).toEqual(whole(config))
  })

  it('leaves out what goes without saying, and joins a value that looks like an option', () => {
    const config = runConfigSchema.parse(CONFIGS.acdc)
    expect(runCommand(detailOf(config, `it's "mine"`), 'my prompts.json')!.text).toBe(
      `patchbay acdc --model sample:trained --prompts 'my prompts.json' --metric kl --threshold=-0.5 --order eap ` +
        `--order-metric nll --absolute --name 'it'\\''s "mine"'`,
    )
    const usual = runConfigSchema.parse(CONFIGS['eap without steps'])
    expect(
      runCommand({ ...detailOf(usual), settings: [{ threads: 1, batch: null, device: 'webgpu' }] })!.text,
    ).toBe(
      'patchbay eap --model sample:trained --prompts run:r3 --metric logit_diff --direction noising --ablation zero --device webgpu',
    )
  })

  it('refers to the run itself for what no option says', () => {
    const screened = runConfigSchema.parse({
      ...(CONFIGS.activation as RunConfig),
      ...{ neurons: [], screening: 'abc', only: [{ site: 'heads', layer: 0, head: 1 }] },
    })
    const command = runCommand(detailOf(screened))!
    expect(command.text).toBe('patchbay runs again r3')
    expect(command.unsaid).toEqual([
      'which sites were chosen',
      'the screening whose estimates it is held against',
    ])
    const forked = runConfigSchema.parse({ ...CONFIGS.acdc, startFrom: { runId: 'abc', step: 12 } })
    expect(runCommand(detailOf(forked))!.text).toBe(
      'patchbay runs fork abc --at 12 --threshold=-0.5 --absolute',
    )
    const file = { cfg: { n_layers: 1, n_heads: 1, d_model: 2 }, nodes: {}, edges: {} }
    const ofFile = runConfigSchema.parse({ ...common, method: 'evaluate', metric: 'kl', circuit: file })
    expect(runCommand(detailOf(ofFile))!.unsaid).toEqual(['the circuit, which was in a file'])
    expect(runCommand({ ...detailOf(ofFile), config: null })).toBeNull()
  })

  it('has nothing in it that a shell reads otherwise', () => {
    expect(shellText(['a', '$HOME', '`id`', 'a b', '', '*', 'ü', "'"])).toBe(
      `a '$HOME' '\`id\`' 'a b' '' '*' 'ü' ''\\'''`,
    )
  })
})
