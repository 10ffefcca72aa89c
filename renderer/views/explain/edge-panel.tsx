import {
  effectSign,
  METRIC_SENSE,
  type EdgeOnPrompt,
  type ExplainedPrompt,
  type OpenedExplanation,
} from '../../../contract'
import { edgeName, shownNode, type ComputationalGraph } from '../../../engine/graph'
import { choosePrompt, showHeadPanel, type Explanation } from '../../state/explain'
import { useAnswer } from '../../state/explain-answers'
import { largestOf } from '../../plots/heatmap-layout'
import { PromptDots } from '../../plots/prompt-dots'
import { RampKey } from '../../plots/ramp-legend'
import { directionText, redMeans } from '../../state/direction-text'
import { formatSigned } from '../../state/edge-values'
import { METRIC_LABEL } from '../../state/metric-label'
import { capitalised, formatMetric, formatPlural, formatSum, shortened } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { EdgeCarries } from './edge-carries'
import { EdgePattern } from './edge-pattern'
import { nameExplained } from '../../state/prompt-name'
import { PromptText } from '../../widgets/prompt-text'
import { promptTitle } from './prompt-picker'
import { Figure } from './figure'
import { ShadedTokens } from './shaded-tokens'
import { Waiting } from './waiting'
import styles from './edge-panel.module.css'

interface EdgePanelProps {
  explanation: Explanation
  opened: OpenedExplanation
  graph: ComputationalGraph
  edge: number
  prompt: number
}

const LONGEST_TITLE = 60

/** What one edge carries, and what it does: exact, of this edge alone. */
export function EdgePanel({ explanation, opened, graph, edge, prompt }: EdgePanelProps) {
  const { id, prompts } = opened
  const { value, problem } = useAnswer('explain.edge', { id, edge, prompt })
  const explained = prompts[prompt]
  const ends = [graph.senders[graph.edgeSender[edge]].name, graph.receivers[graph.edgeReceiver[edge]].node]
  const heads = ends.filter((node) => /^a\d+\.h\d+$/.test(node))
  return (
    <>
      {value && <PatchedNow value={value} row={explained.row} />}
      <EdgeOnAll id={id} edge={edge} prompt={prompt} opened={opened} />
      {value ? (
        <>
          {value.notes.map((note) => (
            <Note key={note} tone="info">
              {note}
            </Note>
          ))}
          <ByPosition value={value} prompt={explained} />
          {value.pattern && (
            <EdgePattern
              pattern={value.pattern}
              name={edgeName(graph, edge)}
              tokens={(value.direction === 'noising' ? explained.clean : explained.corrupt).map(
                ({ text }) => text,
              )}
            />
          )}
          <EdgeCarries value={value} prompt={explained} />
        </>
      ) : (
        <Waiting problem={problem} what="Patching the edge on this prompt…" />
      )}
      <p className={styles.ends}>
        {heads.map((head) => (
          <button
            key={head}
            type="button"
            className={styles.link}
            onClick={() => showHeadPanel({ source: explanation.source, head, prompt })}
          >
            What {shownNode(head)} does
          </button>
        ))}
      </p>
    </>
  )
}

/** What patching the edge does on this prompt, in numbers that add up. */
function PatchedNow({ value, row }: { value: EdgeOnPrompt; row: number }) {
  const { edge, metric, direction, ablation, base, patched } = value
  const run = direction === 'noising' ? 'clean' : 'corrupt'
  const sum = formatSum(base, patched - base)
  return (
    <Figure
      title="Patch this now"
      note="exact, of this edge alone, computed for this prompt"
      data={{
        name: `${edge} patched prompt ${row + 1}`,
        csv: () => [
          ['edge', 'metric', run, 'patched', 'effect'],
          [edge, metric, base, patched, patched - base],
        ],
        json: () => ({ edge, row: row + 1, metric, direction, ablation, base, patched }),
      }}
    >
      <p className={styles.sum}>
        {capitalised(METRIC_LABEL[metric])}: {run} <b className="mono">{sum.before}</b>, effect{' '}
        <b className="mono">{sum.change}</b>, patched <b className="mono">{sum.after}</b>
      </p>
      <p className={styles.how}>{directionText(direction, ablation)}</p>
    </Figure>
  )
}

interface EdgeOnAllProps {
  id: string
  edge: number
  prompt: number
  opened: OpenedExplanation
}

function EdgeOnAll({ id, edge, prompt, opened }: EdgeOnAllProps) {
  const { value, problem } = useAnswer('explain.edgeEffects', { id, edge })
  const { metric, direction, prompts } = opened
  const base = direction === 'noising' ? 'clean' : 'corrupt'
  if (!value)
    return (
      <Figure title="Effect on every prompt">
        <Waiting problem={problem} what="Patching the edge on every prompt…" />
      </Figure>
    )
  const effects = value.patched.map((patched, i) => patched - value.base[i])
  const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length
  return (
    <Figure
      title="Effect on every prompt"
      note={`mean ${formatSigned(mean)} on ${METRIC_LABEL[metric]}; exact, patched in the ${base} run`}
      data={{
        name: `effects ${value.edge}`,
        csv: () => [
          ['row', base, 'patched', 'effect'],
          ...prompts.map(({ row }, i) => [row + 1, value.base[i], value.patched[i], effects[i]]),
        ],
        json: () => value,
      }}
    >
      <PromptDots
        values={effects}
        chosen={prompt}
        onChoose={choosePrompt}
        nameOf={(i) => shortened(promptTitle(prompts[i]), LONGEST_TITLE)}
        label={`Effects on ${formatPlural(effects.length, 'prompt')}`}
      />
      <Extremes effects={effects} prompts={prompts} />
    </Figure>
  )
}

/** The prompts on which the edge does most in either way, as links to them. */
function Extremes({ effects, prompts }: { effects: Float64Array; prompts: readonly ExplainedPrompt[] }) {
  if (effects.length < 2) return null
  const order = [...effects.keys()].sort((a, b) => effects[a] - effects[b])
  return (
    <span className="dim">
      {[order[0], order[order.length - 1]].map((prompt, i) => (
        <span key={i}>
          {i === 0 ? 'lowest on ' : ', highest on '}
          <button type="button" className={styles.link} onClick={() => choosePrompt(prompt)}>
            <PromptText name={nameExplained(prompts[prompt])} />
          </button>{' '}
          ({formatSigned(effects[prompt])})
        </span>
      ))}
    </span>
  )
}

function ByPosition({ value, prompt }: { value: EdgeOnPrompt; prompt: ExplainedPrompt }) {
  const { byPosition, base, patched, edge, metric, direction } = value
  const tokens = (direction === 'noising' ? prompt.clean : prompt.corrupt).map(({ text }) => text)
  const largest = largestOf(byPosition)
  const sign = effectSign(METRIC_SENSE[metric], direction)
  return (
    <Figure
      title="Effect by position"
      note={`patched at one position alone; at all of them ${formatSigned(patched - base)} (from ${formatMetric(base)})`}
      data={{
        name: `effect by position ${edge} prompt ${prompt.row + 1}`,
        csv: () => [['position', 'token', 'effect'], ...tokens.map((text, i) => [i, text, byPosition[i]])],
        json: () => ({ edge, row: prompt.row + 1, base, patched, byPosition }),
      }}
    >
      <ShadedTokens
        label="Effect of the edge at each position"
        tokens={tokens}
        values={byPosition}
        largest={largest}
        sign={sign}
        marked={prompt.answerPosition}
        textOf={formatSigned}
        noteOf={(position) => (position === prompt.answerPosition ? 'the answer position' : '')}
      />
      <div className={styles.key}>
        <RampKey kind="cells" name="effect" largest={largest} sign={sign} {...redMeans(direction)} />
      </div>
    </Figure>
  )
}
