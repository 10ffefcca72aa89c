import type { SiteScores } from '../../../contract'
import { Strip } from '../../plots/strip'
import { formatSigned } from '../../state/edge-values'
import { promptName } from '../../state/prompt-name'
import type { MethodRun } from '../../state/run-store'
import { effectsOfRow, worstByPatch, worstPrompt } from '../../state/sites'
import { capitalised } from '../../widgets/format'
import { PromptText } from '../../widgets/prompt-text'
import type { Column } from '../../widgets/table'
import styles from './prompt-columns.module.css'

interface PromptColumnsProps {
  scores: SiteScores
  rows: readonly number[]
  run: MethodRun
  /** Title of the strips, and their width in pixels. */
  title: string
  width: number
  labelOf: (row: number, prompts: number) => string
}

/** Columns for how the prompts differ: the effects as a strip, all on one axis, and the worst prompt; none without effects by prompt. */
export function promptColumns(props: PromptColumnsProps): Column<number>[] {
  const { scores, rows, run, title, width, labelOf } = props
  if (!scores.perPrompt) return []
  const domain = effectDomain(scores, rows)
  const worstOf = (row: number) => worstPrompt(effectsOfRow(scores, row), run.detail.metricSense)
  return [
    {
      id: 'strip',
      title,
      cell: (row) => {
        const effects = effectsOfRow(scores, row)
        return (
          <span style={{ display: 'inline-block' }}>
            <Strip
              values={effects}
              domain={domain}
              marked={worstOf(row)}
              label={labelOf(row, effects.length)}
              width={width}
            />
          </span>
        )
      },
    },
    {
      id: 'worst',
      title: capitalised(worstByPatch(run.summary.direction)),
      cell: (row) => {
        const worst = worstOf(row)
        if (worst < 0) return ''
        return (
          <>
            <PromptText className={styles.prompt} name={promptName(run.detail.config, worst)} />{' '}
            {formatSigned(effectsOfRow(scores, row)[worst])}
          </>
        )
      },
    },
  ]
}

/** One axis for all strips of a table; it includes zero. */
function effectDomain(scores: SiteScores, rows: readonly number[]): [number, number] {
  let [low, high] = [0, 0]
  for (const row of rows) {
    for (const effect of effectsOfRow(scores, row)) {
      if (effect < low) low = effect
      if (effect > high) high = effect
    }
  }
  return [low, high]
}
