import { HEAD_SCORE_NAMES, type HeadOnPrompt, type HeadScoreName, type SetSummary } from '../../contract'
import { patchedCircuit, type CircuitTrace } from './circuit-trace'
import type { Explained } from './explained'
import { headAttribution } from './head-attribution'
import { headReads } from './head-reads'
import { promptScores } from './head-scores'
import type { LogitDirections } from './logit-directions'
import type { Head } from './named-head'
import type { PromptTraces } from './prompt-traces'
import type { RunTrace } from './run-trace'

export interface HeadQuestion {
  prompt: number
  head: Head
  /** Edges that are cut in the run `patched`; without them there is none. */
  cut?: readonly number[]
}

/** What is kept between questions. */
export interface KeptForHeads {
  traces: PromptTraces
  directions: LogitDirections
  /** Of all prompts; null where there is none yet. */
  summary: SetSummary | null
}

/** One head on one prompt. */
export async function headOnPrompt(
  explained: Explained,
  { prompt, head, cut = [] }: HeadQuestion,
  { traces, directions, summary }: KeptForHeads,
): Promise<HeadOnPrompt> {
  const { config } = explained.experiment
  const both = await traces.both(prompt)
  const row = head.layer * config.heads + head.head
  const scores = promptScores(config, both.clean)
  const scoreOf = (name: HeadScoreName) =>
    name === 'positional' && summary ? positionalOf(summary, row, prompt) : scores[name][row]
  return {
    head: head.name,
    prompt,
    patterns: await patternsOf(explained, { prompt, head, cut }, traces),
    scores: Object.fromEntries(
      HEAD_SCORE_NAMES.map((name) => [name, scoreOf(name)]),
    ) as HeadOnPrompt['scores'],
    attribution: (['clean', 'corrupt'] as const).map((run) => ({
      run,
      ...headAttribution(explained.experiment, both[run], head, directions),
    })),
    reads: await headReads(explained, both.clean, head),
    notes: [],
  }
}

/** How much goes by position takes other prompts, so the summary alone knows it. */
function positionalOf({ scores, heads }: SetSummary, row: number, prompt: number): number {
  const { perPrompt } = scores.positional
  return perPrompt[row * (perPrompt.length / heads.length) + prompt]
}

async function patternsOf(
  explained: Explained,
  { prompt, head: { layer, head }, cut = [] }: HeadQuestion,
  traces: PromptTraces,
): Promise<HeadOnPrompt['patterns']> {
  const { clean, corrupt } = await traces.both(prompt)
  const patternIn = (trace: RunTrace | CircuitTrace) => {
    const size = trace.length ** 2
    return trace.value('pattern', layer).data.slice(head * size, (head + 1) * size)
  }
  const patterns: HeadOnPrompt['patterns'] = [
    { run: 'clean', values: patternIn(clean) },
    { run: 'corrupt', values: patternIn(corrupt) },
  ]
  if (explained.circuit) {
    const trace = await traces.circuit(prompt, explained.circuit)
    patterns.push({ run: 'circuit', values: patternIn(trace) })
  }
  if (cut.length > 0) {
    const trace = await traces.patternsIn(prompt, patchedCircuit(explained, cut))
    patterns.push({ run: 'patched', values: patternIn(trace) })
  }
  return patterns
}
