import {
  copyingText,
  HEAD_SCORE_NAMES,
  HEAD_SCORES,
  PatchbayError,
  REPEATED_SCORES,
  logitsText,
  roleRecords,
  shareText,
} from '../../../../contract'
import type {
  HeadOnPrompt,
  NodeRole,
  OpenedExplanation,
  SetSummary,
  SuggestedRoles,
} from '../../../../contract'
import { nodeNameOf } from '../../../../engine/reading'
import { acceptedRoles } from './accepted-roles'
import type { Asked, Explained } from './asked'
import { edgeOf, positionsOf, promptOf, sideOf } from './explain-options'
import { lensLine } from './lens-text'
import { reasonsLines } from './reasons-text'
import { summaryOf } from './summary'
import { promptText, tokensText, tokenText } from './texts'

/** What a head does on all prompts, and on one. */
export async function explainHead({ host, opened, graph, options }: Asked): Promise<Explained> {
  const head = nodeNameOf(options.head!)
  if (!graph.senders.some(({ name, kind }) => name === head && kind === 'head'))
    throw new PatchbayError(
      'bad-input',
      `The model has no head ${head || '""'}: heads are named 9.9, a9.h9 or L9H9.`,
    )
  const { id } = opened
  const prompt = options.prompt === undefined ? 0 : promptOf(options.prompt, opened.prompts)
  const at = options.at === undefined ? null : positionsOf(options.at)
  const run = sideOf(options.in)
  const cut = options.cut?.split(',').map((typed) => edgeOf(typed, graph).edge)
  const ofSet = headOfSummary(await summaryOf(host, id), head)
  const [copying] = await host.call('explain.copying', { id, heads: [head] })
  const [suggested] = await host.call('explain.roles', { id, heads: [head] })
  const accepted = (await acceptedRoles(host, opened)).find(({ node }) => node === head)
  const onPrompt = await host.call('explain.head', { id, head, prompt, cut })
  const lens = await host.call('explain.lens', { id, prompt, run })
  const attention = at && (await host.call('explain.attention', { id, head, prompt, ...at, run }))
  const { row } = opened.prompts[prompt]
  const said = { model: opened.model, prompts: opened.promptsName, limits: opened.limits }
  return {
    record: {
      head,
      ...said,
      ...ofSet,
      copying,
      accepted: accepted ? roleRecords([accepted])[0] : null,
      suggested: suggested.suggestions,
      onPrompt: { ...onPrompt, row: row + 1 },
      lens,
      attention,
    },
    text: [
      ...setLines(head, ofSet, opened),
      ...(accepted ? [acceptedText(accepted)] : []),
      ...rolesLines(suggested),
      copyingText(copying),
      '',
      ...promptLines(onPrompt, opened),
      lensLine(lens, opened.prompts[prompt]),
      ...(attention ? reasonsLines(attention, opened.prompts[prompt]) : []),
      ...opened.limits,
    ].join('\n'),
  }
}

/** What the summary of all heads has of one. */
function headOfSummary(summary: SetSummary, head: string) {
  const row = summary.heads.indexOf(head)
  const count = summary.heads.length
  const of = (values: Float64Array, rows: number, each: number) => {
    const size = values.length / rows
    return values.slice(each * size, (each + 1) * size)
  }
  const { attribution } = summary
  const node = attribution?.nodes.indexOf(head) ?? -1
  return {
    scores: Object.fromEntries(
      HEAD_SCORE_NAMES.map((name) => {
        const { mean, perPrompt } = summary.scores[name]
        return [name, { mean: mean[row], perPrompt: of(perPrompt, count, row) }]
      }),
    ),
    repeated: Object.fromEntries(REPEATED_SCORES.map((name) => [name, summary.repeated[name][row]])),
    attribution: attribution && {
      clean: of(attribution.clean, attribution.nodes.length, node),
      corrupt: of(attribution.corrupt, attribution.nodes.length, node),
      cleanLogitDiff: attribution.cleanLogitDiff,
      corruptLogitDiff: attribution.corruptLogitDiff,
      largestGap: attribution.largestGap,
    },
    attentionWrites: summary.attentionWrites[row],
  }
}

type OfSet = ReturnType<typeof headOfSummary>

function setLines(
  head: string,
  { scores, repeated, attribution }: OfSet,
  opened: OpenedExplanation,
): string[] {
  const defined = HEAD_SCORE_NAMES.filter((name) => !Number.isNaN(scores[name].mean))
  const missing = HEAD_SCORE_NAMES.filter((name) => Number.isNaN(scores[name].mean))
  const ofRepeated = REPEATED_SCORES.filter((name) => !Number.isNaN(repeated[name]))
  const titled = (name: keyof typeof HEAD_SCORES, value: number) => `${HEAD_SCORES[name]} ${shareText(value)}`
  const count = opened.prompts.length === 1 ? '1 prompt' : `${opened.prompts.length} prompts`
  return [
    `${head} of ${opened.model.title} on ${opened.promptsName} (${count})`,
    `Attention: ${defined.map((name) => titled(name, scores[name].mean)).join(', ')}.`,
    ...(ofRepeated.length > 0
      ? [`On repeated random tokens: ${ofRepeated.map((name) => titled(name, repeated[name])).join(', ')}.`]
      : []),
    ...(missing.length > 0
      ? [`No prompt has what these are measured on: ${missing.map((name) => HEAD_SCORES[name]).join(', ')}.`]
      : []),
    attributionText(attribution),
  ]
}

function attributionText(attribution: OfSet['attribution']): string {
  if (!attribution) return 'Direct attribution is not defined: the prompts have no answers.'
  const mean = (values: Float64Array) => {
    const defined = values.filter((value) => !Number.isNaN(value))
    return defined.reduce((sum, value) => sum + value, 0) / defined.length
  }
  const { clean, corrupt, cleanLogitDiff, corruptLogitDiff } = attribution
  return (
    `Directly it adds ${logitsText(mean(clean))} to the logit difference of ${logitsText(mean(cleanLogitDiff))}, ` +
    `in the corrupt run ${logitsText(mean(corrupt))} to ${logitsText(mean(corruptLogitDiff))} (means).`
  )
}

function acceptedText({ label, evidence }: NodeRole): string {
  return `A person says that it is “${label}”${evidence ? `: ${evidence}` : '.'}`
}

function rolesLines({ suggestions }: SuggestedRoles): string[] {
  if (suggestions.length === 0) return ['No role is suggested: its numbers fit none that is defined.']
  return suggestions.map(({ sentence, confidence }) =>
    confidence === 'clear' ? sentence : `Perhaps: ${sentence}`,
  )
}

function promptLines(
  { prompt, patterns, reads, notes }: HeadOnPrompt,
  { prompts }: OpenedExplanation,
): string[] {
  const explained = prompts[prompt]
  const { answerPosition } = explained
  const looks = patterns.map(({ run, values }) => {
    const length = Math.sqrt(values.length)
    const row = values.subarray(answerPosition * length, (answerPosition + 1) * length)
    const keys = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, 3)
    return `  From the answer position (${run}): ${keys.map((key) => `${tokenText(explained, key)} ${shareText(row[key])}`).join(', ')}.`
  })
  const [{ values }] = patterns
  const length = Math.sqrt(values.length)
  const own = values.subarray(answerPosition * length, (answerPosition + 1) * length)
  const most = own.indexOf(Math.max(...own))
  const writes = reads[most]
    ? [`  Reading ${tokenText(explained, most)} alone it promotes ${tokensText(reads[most].top)}.`]
    : []
  return [promptText(explained), ...looks, ...writes, ...notes.map((note) => `  ${note}`)]
}
