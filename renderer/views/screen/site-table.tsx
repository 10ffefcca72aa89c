import { siteAt, type SiteScores } from '../../../contract'
import { Strip } from '../../plots/strip'
import { formatSigned } from '../../state/edge-values'
import { effectLook } from '../../state/effect-look'
import type { MethodRun } from '../../state/run-store'
import { effectsOfRow, worstByPatch, worstPrompt, siteKey, siteTitle } from '../../state/sites'
import { promptName } from '../../state/prompt-name'
import { toggleSite } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { capitalised } from '../../widgets/format'
import { EffectBar } from '../stages/effect-bar'
import styles from '../stages/stages.module.css'

interface SiteTableProps {
  label: string
  scores: SiteScores
  /** The sites listed, in order. */
  rows: readonly number[]
  run: MethodRun
}

/** Sites with their numbers; the name is the button that chooses one. */
export function SiteTable({ label, scores, rows, run }: SiteTableProps) {
  const { sign, name } = effectLook(run)
  const { metricSense, config } = run.detail
  const selected = stageForm.use((form) => form.selected)
  const keys = new Set(selected.map(siteKey))
  const largest = Math.max(0, ...rows.map((row) => Math.abs(scores.effect[row]) || 0))
  const domain = effectDomain(scores, rows)
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col" data-left>
              Site
            </th>
            <th scope="col" aria-label="Effect as a bar" />
            <th scope="col">{capitalised(name)}</th>
            {scores.perPrompt && (
              <>
                <th scope="col">Per prompt</th>
                <th scope="col">{capitalised(worstByPatch(run.summary.direction))}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const site = siteAt(scores, row)
            const title = siteTitle(site)
            const isSelected = keys.has(siteKey(site))
            const effects = effectsOfRow(scores, row)
            const worst = worstPrompt(effects, metricSense)
            return (
              <tr
                key={title}
                data-clickable
                data-selected={isSelected || undefined}
                onClick={() => toggleSite(site)}
              >
                <td data-left>
                  <button type="button" className={styles.nameButton} aria-pressed={isSelected}>
                    {title}
                  </button>
                </td>
                <td className={styles.bar}>
                  <EffectBar share={largest > 0 ? scores.effect[row] / largest : 0} sign={sign} />
                </td>
                <td className={sign * scores.effect[row] >= 0 ? styles.hurts : styles.helps}>
                  {formatSigned(scores.effect[row])}
                </td>
                {scores.perPrompt && (
                  <>
                    <td>
                      <span style={{ display: 'inline-block' }}>
                        <Strip
                          values={effects}
                          domain={domain}
                          marked={worst}
                          label={`${title} by prompt`}
                          width={110}
                        />
                      </span>
                    </td>
                    <td title={promptName(config, worst).full}>
                      {worst < 0 ? '' : `#${worst + 1} ${formatSigned(effects[worst])}`}
                    </td>
                  </>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** One axis for all strips of a table; it includes zero. */
export function effectDomain(scores: SiteScores, rows: readonly number[]): [number, number] {
  let [low, high] = [0, 0]
  for (const row of rows) {
    for (const effect of effectsOfRow(scores, row)) {
      if (effect < low) low = effect
      if (effect > high) high = effect
    }
  }
  return [low, high]
}
