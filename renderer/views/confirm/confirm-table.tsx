import { effectSign, siteAt } from '../../../contract'
import { useMemo } from 'react'
import { Strip } from '../../plots/strip'
import { formatSigned } from '../../state/edge-values'
import type { MethodRun } from '../../state/run-store'
import { effectsOfRow, worstByPatch, worstPrompt, siteTitle } from '../../state/sites'
import { promptName } from '../../state/prompt-name'
import { toggleSite } from '../../state/selected-sites'
import { capitalised, formatMetric } from '../../widgets/format'
import { effectDomain } from '../screen/site-table'
import styles from '../stages/stages.module.css'
import type { Confirmed } from '../stages/stage-results'

interface ConfirmTableProps {
  confirmed: Confirmed
  /** Rows of the exact scores, in the order shown. */
  rows: readonly number[]
  selected: ReadonlySet<number>
  run: MethodRun
}

/** Each site with its exact effect, its estimate, and how the prompts differ. */
export function ConfirmTable({ confirmed: { exact, agreement }, rows, selected, run }: ConfirmTableProps) {
  const sign = effectSign(run.detail.metricSense, run.summary.direction)
  const domain = useMemo(() => effectDomain(exact, rows), [exact, rows])
  const flagged = useMemo(() => new Set(agreement?.flagged), [agreement])
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Confirmed sites">
        <thead>
          <tr>
            <th scope="col" data-left>
              Site
            </th>
            <th scope="col">Patched metric</th>
            <th scope="col">Exact effect</th>
            {agreement && <th scope="col">Estimate</th>}
            {exact.perPrompt && (
              <>
                <th scope="col">Effect on each prompt</th>
                <th scope="col">{capitalised(worstByPatch(run.summary.direction))}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const site = siteAt(exact, row)
            const title = siteTitle(site)
            const effects = effectsOfRow(exact, row)
            const worst = worstPrompt(effects, run.detail.metricSense)
            return (
              <tr
                key={title}
                data-clickable
                data-selected={selected.has(row) || undefined}
                onClick={() => toggleSite(site)}
              >
                <td data-left>
                  <button type="button" className={styles.nameButton} aria-pressed={selected.has(row)}>
                    {title}
                  </button>
                  {flagged.has(row) && <span className={styles.remark}>nonlinear</span>}
                </td>
                <td>{formatMetric(exact.value[row])}</td>
                <td className={sign * exact.effect[row] >= 0 ? styles.hurts : styles.helps}>
                  {formatSigned(exact.effect[row])}
                </td>
                {agreement && <td>{formatSigned(agreement.estimate.effect[row])}</td>}
                {exact.perPrompt && (
                  <>
                    <td>
                      <span style={{ display: 'inline-block' }}>
                        <Strip
                          values={effects}
                          domain={domain}
                          marked={worst}
                          width={210}
                          label={`Effects of ${title} on ${effects.length} prompts`}
                        />
                      </span>
                    </td>
                    <td title={promptName(run.detail.config, worst).full}>
                      {worst < 0 ? '' : `#${worst + 1}  ${formatSigned(effects[worst])}`}
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
