import type { AttributionVariant, Site, SiteFamily } from '../../contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { plainLogits, type Constants, type Hook, type Rows } from '../../testing/plain/plain-model'
import { architectureReferences, experimentOf, tinyReferences } from '../../testing/method-references'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES, type Topology } from '../../testing/random-models'
import { withSharedPrefix } from '../../testing/shared-prefix'
import type { PromptPair } from '../datasets'
import { openModel, type TransformerConfig } from '../model'
import { activationPatching } from './activation/activation-patching'
import { attributeSites, siteEffects, type Attribution } from './attribution/attribution-patching'
import { type Experiment } from '../experiment/experiment'
import { bare, siteName } from '../experiment/sites'
import { pathPatching } from './path/path-patching'
import { resultOf } from '../experiment/progress'
import { heldWeights, type HeldWeights } from '../../testing/held-weights'

/**
 * Each method against a second implementation: the forward pass of testing/plain/plain-model.ts in float64, and
 * derivatives as finite differences along (donor - base).
 */
const TOLERANCE = 2e-5
const close = (value: number) => Math.max(TOLERANCE, 2e-5 * Math.abs(value))

interface Model {
  experiment: Experiment
  config: TransformerConfig
  weights: HeldWeights
  pairs: PromptPair[]
}

async function load(name: string): Promise<Model> {
  const references = [...tinyReferences(), ...architectureReferences()]
  const { task } = references.find((reference) => reference.name === name)!
  const model = await openModel(task.modelPath)
  // Two prompts are enough, and quick; of the second, which is shorter, only the end differs.
  const pairs = [task.pairs[0], withSharedPrefix(task.pairs[1])]
  const experiment = { ...(await experimentOf(task)), pairs }
  return { experiment, config: model.config, weights: heldWeights(await model.loadWeights()), pairs }
}

/** A random model of several layers, as AtP* needs them, and prompts with one answer each. */
function drawn(topology: Topology, draw: Draw): Model {
  const experiment = drawExperiment(draw, topology)
  if (experiment.config.layerCount === 1) return drawn(topology, draw)
  const pairs = experiment.pairs.slice(0, 2).map((pair) => ({ ...pair, answers: [pair.answers[0]] }))
  return { ...experiment.plain, experiment: { ...experiment, pairs }, pairs }
}

const key = (site: string, layer: number, head: number) => `${site}.${layer}.${head}`

const runs = new WeakMap<object, Map<string, Rows>>()

/** All activations of a run, by site, layer and head. */
function recorded({ config, weights }: Model, tokens: Int32Array): Map<string, Rows> {
  const known = runs.get(tokens)
  if (known) return known
  const values = new Map<string, Rows>()
  runs.set(tokens, values)
  const hook: Hook = (site, layer, head, value) => {
    values.set(key(site, layer, head), value)
    return value
  }
  plainLogits({ config, weights, tokens, hook })
  return values
}

/** Replaces the part of an activation that a site names by base + step * (donor - base). */
function replacing(site: Site, base: Map<string, Rows>, donor: Map<string, Rows>, step: number): Hook {
  return (kind, layer, head, value) => {
    if (kind !== site.site || layer !== site.layer || head !== (site.head ?? 0)) return value
    const [from, to] = [base.get(key(kind, layer, head))!, donor.get(key(kind, layer, head))!]
    const isMeant = (pos: number, i: number) =>
      (site.pos === undefined || site.pos === pos) && (site.neuron === undefined || site.neuron === i)
    return value.map((row, pos) =>
      row.map((x, i) => (isMeant(pos, i) ? from[pos][i] + step * (to[pos][i] - from[pos][i]) : x)),
    )
  }
}

/** Of a run on the clean prompt. */
function logitDiff(model: Model, pair: PromptPair, options: { hook: Hook; constants?: Constants }): number {
  const logits = plainLogits({ ...model, tokens: pair.clean, position: pair.answerPosition, ...options })
  return logits[pair.answers[0]] - logits[pair.wrongAnswers[0]]
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Noising, logit_diff: the metric with the site replaced whole. */
function patched(model: Model, site: Site): number {
  return mean(
    model.pairs.map((pair) => {
      const hook = replacing(site, recorded(model, pair.clean), recorded(model, pair.corrupt), 1)
      return logitDiff(model, pair, { hook })
    }),
  )
}

/** d metric / d step at the base run, of one prompt, with parts of the pass held constant. */
function slope(
  model: Model,
  pair: PromptPair,
  site: Site,
  extra: { constants?: Constants; around?: (hook: Hook) => Hook },
): number {
  const [base, donor] = [recorded(model, pair.clean), recorded(model, pair.corrupt)]
  const at = (step: number) => {
    const hook = replacing(site, base, donor, step)
    const { constants, around = (one: Hook) => one } = extra
    return logitDiff(model, pair, { hook: around(hook), constants })
  }
  const step = 1e-5
  return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
}

const attribution = (model: Model, variant: AttributionVariant) =>
  resultOf(attributeSites(model.experiment, { metric: 'logit_diff', direction: 'noising', variant }))

/** A few sites of each kind. */
function sampleSites(model: Model, result: Attribution): (Site & { effect: number })[] {
  const choices: SiteFamily[] = [
    'resid',
    'attn',
    'mlp',
    'heads',
    'heads-by-position',
    'q',
    'k',
    'v',
    'pattern',
    'neurons',
    'neurons-by-position',
  ]
  return choices.flatMap((choice) => {
    const effects = siteEffects(model.config, result, choice)
    const stride = Math.max(1, Math.floor(effects.length / 3))
    return effects.filter((_, i) => i % stride === stride - 1)
  })
}

function agreesOnSites(modelOf: () => Model): void {
  it('activation patching, in every kind of site', async () => {
    const sites = sampleSites(modelOf(), await attribution(modelOf(), 'atp')).map(bare)
    const options = { direction: 'noising', families: [], sites, metric: 'logit_diff' } as const
    const { scores } = await resultOf(activationPatching(modelOf().experiment, options))
    for (const [row, site] of sites.entries()) {
      const expected = patched(modelOf(), site)
      const difference = Math.abs(scores.value[row] - expected)
      expect(difference, siteName(site)).toBeLessThan(close(expected))
    }
  })

  it('attribution patching: derivatives, in every kind of site', async () => {
    for (const { effect, ...site } of sampleSites(modelOf(), await attribution(modelOf(), 'atp'))) {
      const expected = mean(modelOf().pairs.map((pair) => slope(modelOf(), pair, site, {})))
      expect(Math.abs(effect - expected), JSON.stringify(site)).toBeLessThan(close(expected))
    }
  })

  it('RelP: derivatives with norms, activation shares and half of each gate held constant', async () => {
    const constants = modelOf().pairs.map(({ clean, answerPosition }) => {
      const record: Constants = { deviations: [], shares: [], gates: [] }
      plainLogits({ ...modelOf(), tokens: clean, position: answerPosition, record })
      return record
    })
    for (const { effect, ...site } of sampleSites(modelOf(), await attribution(modelOf(), 'relp'))) {
      const expected = mean(
        modelOf().pairs.map((pair, i) => slope(modelOf(), pair, site, { constants: constants[i] })),
      )
      expect(Math.abs(effect - expected), JSON.stringify(site)).toBeLessThan(close(expected))
    }
  })

  it('AtP*: the softmax recomputed for q and k, each layer left out in turn', async () => {
    for (const { effect, ...site } of sampleSites(modelOf(), await attribution(modelOf(), 'atp-star'))) {
      const expected = mean(modelOf().pairs.map((pair) => atpStar(modelOf(), pair, site)))
      expect(Math.abs(effect - expected), JSON.stringify(site)).toBeLessThan(close(expected))
    }
  })
}

for (const name of ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'gemma2', 'olmo2']) {
  describe(`a second implementation of ${name} agrees on`, () => {
    let model: Model
    beforeAll(async () => {
      model = await load(name)
    })

    agreesOnSites(() => model)

    it('path patching with MLPs recomputed', async () => {
      const receivers = ['logits', 'a1.h1<v>']
      for (const sender of ['a0.h1', 'm0', 'input']) {
        for (const receiver of receivers) {
          const options = {
            direction: 'noising',
            senders: [sender],
            receivers: [receiver],
            mlps: 'recomputed',
            metric: 'logit_diff',
          } as const
          const { score } = await resultOf(pathPatching(model.experiment, options))
          const expected = mean(model.pairs.map((pair) => throughPath(model, pair, sender, receiver)))
          expect(Math.abs(score.value - expected), `${sender}->${receiver}`).toBeLessThan(close(expected))
        }
      }
    })
  })
}

describe.each(TOPOLOGIES)('a second implementation of a random model (%s) agrees on', (topology) => {
  describe.each(seedsFrom(1, 1))('seed %i', (seed) => {
    const model = drawn(topology, new Draw(seed))
    agreesOnSites(() => model)
  })
})

/** Sections 3.1.1 and 3.1.2 of Kramar et al. 2024, for one prompt. */
function atpStar(model: Model, pair: PromptPair, site: Site): number {
  const { layerCount } = model.config
  const base = recorded(model, pair.clean)
  let sum = 0
  for (let dropped = 0; dropped < layerCount; dropped++) {
    // What layer `dropped` writes is held at its base value.
    const around =
      (hook: Hook): Hook =>
      (site, layer, head, value) => {
        const seen = hook(site, layer, head, value)
        return layer === dropped && (site === 'attn' || site === 'mlp')
          ? base.get(key(site, layer, 0))!
          : seen
      }
    const isKey = site.site === 'q' || site.site === 'k'
    sum += Math.abs(isKey ? fixedSlope(model, pair, site, around) : slope(model, pair, site, { around }))
  }
  return sum / (layerCount - 1)
}

/** The change of the pattern, with q or k replaced whole, taken as the direction of the derivative at the pattern. */
function fixedSlope(model: Model, pair: PromptPair, site: Site, around: (hook: Hook) => Hook): number {
  const [base, donor] = [recorded(model, pair.clean), recorded(model, pair.corrupt)]
  const changed = new Map(base)
  const seen: Hook = (kind, layer, head, value) => {
    const result = replacing(site, base, donor, 1)(kind, layer, head, value)
    if (kind === 'pattern' && layer === site.layer && head === site.head)
      changed.set(key(kind, layer, head), result)
    return result
  }
  plainLogits({ ...model, tokens: pair.clean, hook: seen })
  const pattern: Site = { site: 'pattern', layer: site.layer, head: site.head }
  const at = (step: number) => {
    const hook = replacing(pattern, base, changed, step)
    return logitDiff(model, pair, { hook: around(hook) })
  }
  return (at(1e-5) - at(-1e-5)) / 2e-5
}

/** Wang et al. 2022: heads frozen, MLPs recomputed, then the receiver's input put into the base run. */
function throughPath(model: Model, pair: PromptPair, sender: string, receiver: string): number {
  const [base, donor] = [recorded(model, pair.clean), recorded(model, pair.corrupt)]
  const slots = new Map<string, Rows>()
  const first: Hook = (site, layer, head, value) => {
    if (site === 'resid' && layer === 0) return sender === 'input' ? donor.get(key(site, 0, 0))! : value
    if (site === 'heads') return (sender === `a${layer}.h${head}` ? donor : base).get(key(site, layer, head))!
    if (site === 'mlp' && sender === `m${layer}`) return donor.get(key(site, layer, 0))!
    slots.set(key(site, layer, head), value)
    return value
  }
  const direct = logitDiff(model, pair, { hook: first })
  if (receiver === 'logits') return direct
  const [, layer, head, kind] = /^a(\d+)\.h(\d+)<(.)>$/.exec(receiver)!
  const wanted = key(kind, Number(layer), Number(head))
  const second: Hook = (site, l, h, value) => (key(site, l, h) === wanted ? slots.get(wanted)! : value)
  return logitDiff(model, pair, { hook: second })
}
