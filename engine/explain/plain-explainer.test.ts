import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HEAD_SCORE_NAMES } from '../../contract'
import { expectClose } from '../../testing/expect-close'
import { fixtureCases, folderCase, twoSided, type ExplainedCase } from '../../testing/explained-cases'
import { plainReasons } from '../../testing/plain/plain-attention-reasons'
import { plainAttribution, plainByKey, plainReads } from '../../testing/plain/plain-attribution'
import { plainCopying } from '../../testing/plain/plain-copying'
import {
  plainEdgeOnPrompt,
  plainPatternWithout,
  type PlainPatching,
} from '../../testing/plain/plain-edge-explained'
import { plainHeadScores, type PlainSet } from '../../testing/plain/plain-head-scores'
import { sum } from '../../testing/plain/plain-math'
import { plainLens } from '../../testing/plain/plain-lens'
import { plainTrace } from '../../testing/plain/plain-trace'
import type { DrawnExplained } from '../../testing/random-explained'
import { Draw } from '../../testing/random-models'
import { describeWithShared } from '../../testing/real-models'
import { graphOf } from '../experiment/experiment'
import { resultOf } from '../experiment/progress'
import { edgeName } from '../graph'
import { openModel } from '../model'
import { Explainer } from './explainer'

/** Answers as they are asked for, of the right prompt, head and run: against the plain implementation. */
const NAMES = [
  'gpt2-tiny',
  'llama-tiny',
  'attn-only-2l',
  'tracr-reverse',
  'gemma2',
  'olmo2',
  'bloom',
  'granite',
  'cohere',
]

describe.each(fixtureCases().filter(({ name }) => NAMES.includes(name)))('on $name', expectAnswers)
describeWithShared('answers on stories260K', (shared) =>
  expectAnswers(folderCase(`${shared}/models/stories260K`)),
)

function expectAnswers({ folder, open }: ExplainedCase): void {
  let explained: DrawnExplained
  let explainer: Explainer
  let set: PlainSet
  let patching: PlainPatching
  /** Edges of the circuit, and others that are cut. */
  let kept: number[]
  let cut: number[]
  beforeAll(async () => {
    explained = await open()
    const { experiment, prompts, metric, direction, ablation } = explained
    const { pairs, plain } = experiment
    const draw = new Draw(5)
    const { edgeCount } = graphOf(experiment.config)
    kept = Array.from({ length: edgeCount }, (_, edge) => edge).filter(() => draw.below(3) > 0)
    cut = [draw.below(edgeCount), draw.below(edgeCount)]
    const asked = { pairs, prompts, circuit: Int32Array.from(kept), metric, direction, ablation }
    explainer = await Explainer.open(await openModel(folder), asked, { threads: 1 })
    set = { model: plain, pairs, traces: pairs.map(({ clean }) => plainTrace(plain, clean)) }
    patching = { model: plain, pairs, metric, direction, ablation }
  })
  afterAll(() => explainer.release())

  it('heads on prompts', async () => {
    const { experiment } = explained
    const { config, pairs } = experiment
    const names = new Set(kept.map((edge) => edgeName(graphOf(config), edge)))
    const cutNames = new Set(cut.map((edge) => edgeName(graphOf(config), edge)))
    for (const prompt of pairs.keys()) {
      const head = `a${prompt % config.layerCount}.h${(3 * prompt) % config.heads}`
      const found = await explainer.head({ prompt, head, cut })
      const scores = plainHeadScores(set, prompt, head)
      for (const name of HEAD_SCORE_NAMES)
        if (name !== 'positional') expectClose([found.scores[name]], [scores[name]], `${head} ${name}`)
      for (const { run, total, byKey } of found.attribution) {
        const trace = plainTrace(experiment.plain, pairs[prompt][run])
        const { nodes, parts } = plainAttribution(experiment.plain, trace, pairs[prompt])
        expectClose([total], [parts[nodes.indexOf(head)]], `${head} ${run} attribution`)
        expectClose(byKey, plainByKey(experiment.plain, trace, head, pairs[prompt]), `${head} ${run} by key`)
      }
      expect(found.attribution.map(({ run }) => run)).toEqual(['clean', 'corrupt'])
      const reads = plainReads(experiment.plain, set.traces[prompt], head, pairs[prompt].answerPosition)
      expect(found.reads).toHaveLength(reads.length)
      for (const [key, { top, bottom }] of found.reads.entries())
        for (const { id, logit } of [...top, ...bottom])
          expectClose([logit], [reads[key][id]], `${head} reading ${key}`)
      const runs = {
        clean: pattern(prompt, head, 'clean', () => false),
        corrupt: pattern(prompt, head, 'corrupt', () => false),
        circuit: pattern(prompt, head, 'clean', (edge) => !names.has(edge)),
        patched: pattern(prompt, head, 'clean', (edge) => cutNames.has(edge)),
      }
      expect(found.patterns.map(({ run }) => run)).toEqual(Object.keys(runs))
      for (const { run, values } of found.patterns) expectClose(values, runs[run].flat(), `${head} ${run}`)
    }
  })

  it('why heads look where they do', async () => {
    const { experiment } = explained
    const { config, pairs } = experiment
    for (const [prompt, pair] of pairs.entries())
      for (const run of ['clean', 'corrupt'] as const) {
        const head = `a${(prompt + 1) % config.layerCount}.h${prompt % config.heads}`
        const [query, key] = [pair.answerPosition, prompt]
        const found = await explainer.attention({ prompt, head, query, key, run })
        const expected = plainReasons(
          experiment.plain,
          plainTrace(experiment.plain, pair[run]),
          head,
          query,
          key,
        )
        expect([found.head, found.prompt, found.run]).toEqual([head, prompt, run])
        expectClose([found.score, found.probability], [expected.score, expected.probability], head)
        expectClose(found.terms, expected.terms.flat(), `${head} terms`)
        const intoKey = expected.nodes.map((_, i) => sum(expected.terms.map((row) => row[i])))
        expectClose(found.intoKey, intoKey, `${head} into the key`)
      }
  })

  it('the lens on both runs, and what heads write', async () => {
    const { experiment } = explained
    for (const [prompt, pair] of experiment.pairs.entries())
      for (const run of ['clean', 'corrupt'] as const) {
        const found = await explainer.lens({ prompt, run })
        const expected = plainLens(experiment.plain, plainTrace(experiment.plain, pair[run]), pair)
        expect([found.prompt, found.run, found.positions]).toEqual([prompt, run, pair.clean.length])
        expectClose(found.logitDiff, expected.logitDiff, `lens of ${prompt} ${run}: logit difference`)
        expectClose(found.probability, expected.probability, `lens of ${prompt} ${run}: probability`)
        for (const [layer, positions] of found.top.entries())
          for (const [pos, top] of positions.entries())
            for (const { id, probability } of top)
              expectClose([probability], [expected.probabilities[layer][pos][id]], `lens ${layer} ${pos}`)
      }
    const { layerCount, heads } = experiment.config
    const names = [`a0.h${heads - 1}`, `a${layerCount - 1}.h0`]
    const copying = await resultOf(explainer.copying({ heads: names }))
    for (const [i, { head, k, of, tokens }] of copying.entries()) {
      const expected = plainCopying(set, names[i])
      expect([head, k, of]).toEqual([names[i], expected.k, expected.of])
      for (const [at, { id, top }] of tokens.entries()) {
        expect(id).toBe(expected.tokens[at].id)
        const { logits } = expected.tokens[at]
        expectClose(
          top.map(({ logit }) => logit),
          top.map((token) => logits[token.id]),
          `${head} shown ${id}`,
        )
      }
    }
  })

  it('edges on prompts, and on all', async () => {
    const [edge] = cut
    const prompts = twoSided(explained)
    if (prompts.length === explained.experiment.pairs.length || !needsBothSides()) {
      const { base, patched } = await resultOf(explainer.edgeEffects({ edge }))
      const all = explained.experiment.pairs.map((_, prompt) => onPrompt(prompt, edge))
      expectClose(
        base,
        all.map((one) => one.base),
        'base of all',
      )
      expectClose(
        patched,
        all.map((one) => one.patched),
        'patched of all',
      )
    }
    const prompt = prompts.at(-1)!
    const found = await explainer.edge({ prompt, edge })
    const expected = onPrompt(prompt, edge)
    expectClose([found.base, found.patched], [expected.base, expected.patched], found.edge)
    expectClose(found.byPosition, expected.byPosition(), found.edge)
  })

  const needsBothSides = () => ['logit_diff', 'prob_diff'].includes(explained.metric)
  const onPrompt = (prompt: number, edge: number) =>
    plainEdgeOnPrompt(patching, prompt, edgeName(graphOf(explained.experiment.config), edge))
  const pattern = (
    prompt: number,
    head: string,
    side: 'clean' | 'corrupt',
    isCut: (edge: string) => boolean,
  ) => plainPatternWithout(patching, { prompt, head, side }, isCut)
}
