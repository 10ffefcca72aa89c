import { useState } from 'react'
import type { Attribution, ExplainedPrompt, HeadOnPrompt } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { formatSigned } from '../../state/edge-values'
import { formatMetric } from '../../widgets/format'
import { BarRows } from '../stages/bar-rows'
import { Figure } from './figure'
import { withRest } from './reasons-figure'
import { ShadedTokens } from './shaded-tokens'

interface HeadAttributionProps {
  answer: HeadOnPrompt
  attribution: Attribution
  prompt: ExplainedPrompt
  onNode: (node: string) => void
}

/** What every node adds to the logit difference directly on this prompt, and through which tokens this head does. */
export function HeadAttribution({ answer, attribution, prompt, onNode }: HeadAttributionProps) {
  const { nodes, clean, cleanLogitDiff } = attribution
  const count = cleanLogitDiff.length
  const own = answer.attribution.find(({ run }) => run === 'clean')
  const bars = nodes.map((name, i) => ({ name, value: clean[i * count + answer.prompt] }))
  const shown = withRest(bars)
  const isShown = shown.some(({ name }) => name === answer.head)
  const head = bars.find(({ name }) => name === answer.head)
  const logitDiff = cleanLogitDiff[answer.prompt]
  if (Number.isNaN(logitDiff))
    return (
      <Figure title="Direct effect on the logits">
        <p className="dim">This prompt has no answer, so there is no logit difference to take apart.</p>
      </Figure>
    )
  return (
    <Figure
      title="Direct effect on the logits"
      note={`all nodes together: the logit difference, ${formatMetric(logitDiff)}`}
      data={{
        name: `direct attribution prompt ${prompt.row + 1}`,
        csv: () => [['node', 'logit difference'], ...bars.map(({ name, value }) => [name, value])],
        json: () => ({ row: prompt.row + 1, logitDiff, nodes: bars }),
      }}
    >
      <BarRows
        label="Direct effect of every node"
        bars={head && !isShown ? [...shown, head] : shown}
        largest={Math.max(...shown.map(({ value }) => Math.abs(value)))}
        sign={1}
        selected={answer.head}
        onSelect={onNode}
      />
      {own && <ByToken own={own} answer={answer} prompt={prompt} />}
    </Figure>
  )
}

interface ByTokenProps {
  own: HeadOnPrompt['attribution'][number]
  answer: HeadOnPrompt
  prompt: ExplainedPrompt
}

function ByToken({ own, answer, prompt }: ByTokenProps) {
  const [at, setAt] = useState<number | null>(null)
  const largest = Math.max(...own.byKey.map(Math.abs))
  const text = prompt.clean[at ?? -1]?.text
  return (
    <>
      <p className="dim">
        {shownNode(answer.head)} adds {formatSigned(own.total)}, by the tokens that it reads
        {at !== null && text !== undefined && `: ${formatSigned(own.byKey[at])} through position ${at}`}
      </p>
      <ShadedTokens
        label="What the head adds through each token"
        tokens={prompt.clean.map((token) => token.text)}
        values={own.byKey}
        largest={largest}
        sign={1}
        marked={prompt.answerPosition}
        textOf={formatSigned}
        onHover={setAt}
      />
    </>
  )
}
