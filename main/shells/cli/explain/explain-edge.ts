import { roundedText, shareText } from '../../../../contract'
import type { EdgeEffects, EdgeOnPrompt, OpenedExplanation } from '../../../../contract'
import type { Asked, Explained } from './asked'
import { edgeOf, promptOf } from './explain-options'
import { promptText, tokensText, tokenText } from './texts'

/** Its effect on every prompt, and what it carries on the one that it changes most, or that was asked for. */
export async function explainEdge({ host, opened, graph, options }: Asked): Promise<Explained> {
  const { name, edge } = edgeOf(options.edge!, graph)
  const { id } = opened
  const effects = await host.call('explain.edgeEffects', { id, edge })
  const prompt =
    options.prompt === undefined ? mostChanged(effects) : promptOf(options.prompt, opened.prompts)
  const onPrompt = await host.call('explain.edge', { id, edge, prompt })
  const isCut = opened.circuit && !opened.circuit.edges.includes(edge)
  const limits = [...(isCut ? [`${name} is not in the circuit.`] : []), ...opened.limits]
  const { row } = opened.prompts[prompt]
  return {
    record: {
      model: opened.model,
      prompts: opened.promptsName,
      effects,
      onPrompt: { ...onPrompt, row: row + 1 },
      limits,
    },
    text: [effectsText(effects), '', ...promptLines(onPrompt, opened), ...limits].join('\n'),
  }
}

/** Effects of such a part of the largest are not worth a word. */
const LEAST_SHARE = 1e-9

function mostChanged({ base, patched }: EdgeEffects): number {
  const changes = Array.from(base, (value, prompt) => Math.abs(patched[prompt] - value))
  return changes.reduce((most, change, prompt) => (change > changes[most] ? prompt : most), 0)
}

function effectsText({ edge, metric, direction, ablation, base, patched }: EdgeEffects): string {
  const effects = Array.from(base, (value, prompt) => patched[prompt] - value)
  const mean = effects.reduce((sum, value) => sum + value, 0) / effects.length
  const up = effects.filter((value) => value > 0).length
  const down = effects.filter((value) => value < 0).length
  const of = effects.length === 1 ? '1 prompt' : `${effects.length} prompts`
  const [least, most] = [Math.min(...effects), Math.max(...effects)]
  return (
    `${edge}: patched alone (${direction}, ${ablation}) it changes ${metric} by ${roundedText(mean)} on average of ${of}, ` +
    `from ${roundedText(least)} to ${roundedText(most)}: up on ${up}, down on ${down}.`
  )
}

function promptLines(found: EdgeOnPrompt, { prompts }: OpenedExplanation): string[] {
  const { base, patched, metric, byPosition, carries, pattern, notes } = found
  const prompt = prompts[found.prompt]
  const largest = byPosition.reduce((most, effect) => Math.max(most, Math.abs(effect)), 0)
  const positions = [...byPosition.keys()]
    .filter((pos) => Math.abs(byPosition[pos]) > LEAST_SHARE * largest)
    .sort((a, b) => Math.abs(byPosition[b]) - Math.abs(byPosition[a]))
    .slice(0, 3)
  const where = positions.map((pos) => `${tokenText(prompt, pos)} ${roundedText(byPosition[pos])}`)
  const read = positions[0] ?? prompt.answerPosition
  const { clean, corrupt, change } = carries[read]
  return [
    promptText(prompt),
    `  ${metric} ${roundedText(base)}, with the edge patched ${roundedText(patched)}.`,
    `  By position, each alone: ${where.join(', ') || 'nothing changes'}.`,
    `  At ${tokenText(prompt, read)} its sender promotes ${tokensText(clean)} in the clean run, ${tokensText(corrupt)} in the corrupt one; between them ${tokensText(change) || 'nothing'}.`,
    ...(pattern ? [`  ${patternText(found, prompt)}`] : []),
    ...notes.map((note) => `  ${note}`),
  ]
}

/** Where the receiver's pattern changes most at the answer position. */
function patternText({ pattern }: EdgeOnPrompt, prompt: OpenedExplanation['prompts'][number]): string {
  const { before, after } = pattern!
  const length = Math.sqrt(before.length)
  const from = prompt.answerPosition * length
  const keys = Array.from({ length }, (_, key) => key)
  const change = (key: number) => after[from + key] - before[from + key]
  const key = keys.reduce((most, each) => (Math.abs(change(each)) > Math.abs(change(most)) ? each : most), 0)
  return `From the answer position the receiver gives ${tokenText(prompt, key)} ${shareText(before[from + key])} of its attention, with the edge patched ${shareText(after[from + key])}.`
}
