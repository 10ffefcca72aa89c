import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import {
  comparedPart,
  METRICS,
  METRIC_SENSE,
  promptDifferences,
  type PromptDifference,
  type PromptMeasure,
  type PromptPart,
  type RunComparison,
} from '../../../contract'
import { DiagonalScatter } from '../../plots/diagonal-scatter'
import { tickText } from '../../plots/scales'
import { compareForm } from '../../state/compare'
import { METRIC_LABEL } from '../../state/metric-label'
import { namePrompt } from '../../state/prompt-name'
import { formatMetric, formatPercent, formatPlural } from '../../widgets/format'
import { runFileStem } from '../../widgets/files'
import { wholePercent } from '../judge/judge-data'
import { Panel } from '../stages/panel'
import { JudgeOffer } from './judge-offer'
import { betterCounts, sortedPrompts, type PromptSort } from './prompt-differences'
import { PromptTable } from './prompt-table'
import styles from './prompts-pane.module.css'

/** Prompt by prompt what A makes of it and what B does: a mean hides on which they differ. */
export function PromptsPane({ comparison }: { comparison: RunComparison }) {
  const measure = compareForm.use((form) => form.promptMeasure)
  const wanted = compareForm.use((form) => form.promptPart)
  const part = useMemo(() => comparedPart(comparison, wanted), [comparison, wanted])
  const [sort, setSort] = useState<PromptSort>({ column: 'difference', descending: true })
  const [chosenRow, setChosenRow] = useState<number | null>(null)
  const rows = useMemo(
    () => (part ? sortedPrompts(promptDifferences(part, measure), sort) : []),
    [part, measure, sort],
  )
  const text = measure === 'faithfulness' ? percentOf : formatMetric
  const chosen = rows.findIndex(({ rowA }) => rowA === chosenRow)
  if (!part) return <NoNumbers comparison={comparison} />
  const name = `${runFileStem(comparison.a.name)}-${runFileStem(comparison.b.name)}-prompts`
  const drawn = rows.filter(isDefined)
  return (
    <Panel
      title="Prompts"
      note={countsText(rows, measure, part.prompts)}
      actions={<Fields measure={measure} part={wanted} hasParts={comparison.heldOut !== null} />}
      data={{
        name,
        csv: () => [
          ['row_a', 'row_b', 'prompt', 'a', 'b', 'b_minus_a'],
          ...rows.map((row) => [row.rowA + 1, row.rowB + 1, fullText(row), row.a, row.b, row.difference]),
        ],
        json: () => rows.map(({ rowA, rowB, clean, a, b }) => ({ rowA, rowB, clean, measure, a, b })),
      }}
    >
      <div className={styles.body}>
        <div className={styles.chart}>
          <DiagonalScatter
            label={`${labelOf(measure)} of each prompt, circuit A against circuit B`}
            points={drawn.map((row) => ({ x: row.a, y: row.b, name: fullText(row) }))}
            xTitle="A"
            yTitle="B"
            includes={measure === 'faithfulness' ? WHOLE : undefined}
            text={text}
            axisText={measure === 'faithfulness' ? wholePercent : tickText}
            chosen={drawn.findIndex(({ rowA }) => rowA === chosenRow)}
            onChoose={(point) => setChosenRow(drawn[point].rowA)}
          />
        </div>
        <PromptTable
          rows={rows}
          sort={sort}
          onSort={setSort}
          text={text}
          chosen={chosen}
          onChoose={(index) => setChosenRow(rows[index].rowA)}
        />
      </div>
    </Panel>
  )
}

const WHOLE = [0, 1] as const
const percentOf = (share: number) => (Number.isNaN(share) ? '–' : formatPercent(share))
const isDefined = ({ difference }: PromptDifference) => Number.isFinite(difference)
const fullText = ({ clean, rowA }: PromptDifference) => namePrompt(clean, rowA).full

function labelOf(measure: PromptMeasure): string {
  return measure === 'faithfulness' ? 'faithfulness' : METRIC_LABEL[measure]
}

function Fields({
  measure,
  part,
  hasParts,
}: {
  measure: PromptMeasure
  part: PromptPart
  hasParts: boolean
}) {
  return (
    <>
      {hasParts && (
        <SegmentedControl
          size="xs"
          aria-label="Prompts compared"
          value={part}
          onChange={(value) => compareForm.set({ promptPart: value as PromptPart })}
          data={[
            { value: 'train', label: 'Train' },
            { value: 'held-out', label: 'Held out' },
          ]}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label="Compared by"
        value={measure}
        data={['faithfulness' as const, ...METRICS].map((value) => ({ value, label: labelOf(value) }))}
        onChange={(event) => compareForm.set({ promptMeasure: event.currentTarget.value as PromptMeasure })}
      />
    </>
  )
}

/** `B is better on 20 of 32 · 4 prompts only in A` */
function countsText(
  rows: readonly PromptDifference[],
  measure: PromptMeasure,
  { onlyA, onlyB }: { onlyA: number; onlyB: number },
): string {
  const counts = betterCounts(rows, measure === 'faithfulness' ? -1 : METRIC_SENSE[measure])
  const word = measure === 'faithfulness' ? 'keeps more' : 'is better'
  return [
    `A ${word} on ${counts.a}, B on ${counts.b} of ${formatPlural(rows.length, 'prompt')}`,
    onlyA > 0 ? `${formatPlural(onlyA, 'prompt')} only in A` : '',
    onlyB > 0 ? `${formatPlural(onlyB, 'prompt')} only in B` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Why there is nothing by prompt, and what would measure it. */
function NoNumbers({ comparison }: { comparison: RunComparison }) {
  const { sideA, sideB, measurementsA, measurementsB } = comparison
  const missing = [
    { letter: 'A' as const, side: sideA, isMeasured: Boolean(measurementsA?.circuit) },
    { letter: 'B' as const, side: sideB, isMeasured: Boolean(measurementsB?.circuit) },
  ].filter(({ isMeasured }) => !isMeasured)
  return (
    <Panel title="Prompts">
      <div className={styles.missing} role="status">
        {missing.map(({ letter, side }) => (
          <p key={letter}>
            The {formatPlural(side.edges, 'edge')} of {letter} have not been measured.{' '}
            <JudgeOffer side={side} letter={letter} />
          </p>
        ))}
      </div>
    </Panel>
  )
}
