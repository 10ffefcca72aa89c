import { siteAt, type SiteScores } from '../../../contract'
import { formatSigned } from '../../state/edge-values'
import { effectLook } from '../../state/effect-look'
import type { MethodRun } from '../../state/run-store'
import { nodeOfSite, siteKey, siteTitle } from '../../state/sites'
import { toggleSite } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { capitalised } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { EffectBar } from '../stages/effect-bar'
import { ExplainHead } from '../stages/explain-head'
import { promptColumns } from '../stages/prompt-columns'
import { SiteButton } from '../stages/site-button'
import styles from './site-table.module.css'

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
  const selected = stageForm.use((form) => form.selected)
  const keys = new Set(selected.map(siteKey))
  const largest = Math.max(0, ...rows.map((row) => Math.abs(scores.effect[row]) || 0))
  const titleOf = (row: number) => siteTitle(siteAt(scores, row))
  const isSelected = (row: number) => keys.has(siteKey(siteAt(scores, row)))
  const columns: Column<number>[] = [
    {
      id: 'site',
      title: 'Site',
      isText: true,
      cell: (row) => (
        <>
          <SiteButton site={siteAt(scores, row)} isSelected={isSelected(row)} />{' '}
          <ExplainHead run={run.summary} node={nodeOfSite(siteAt(scores, row))} />
        </>
      ),
    },
    {
      id: 'bar',
      title: null,
      label: 'Effect as a bar',
      cell: (row) => <EffectBar share={largest > 0 ? scores.effect[row] / largest : 0} sign={sign} />,
      cellProps: () => ({ className: styles.bar }),
    },
    {
      id: 'effect',
      title: capitalised(name),
      cell: (row) => formatSigned(scores.effect[row]),
      cellProps: (row) => ({ className: sign * scores.effect[row] >= 0 ? 'hurts' : 'helps' }),
    },
    ...promptColumns({
      scores,
      rows,
      run,
      title: 'Per prompt',
      width: 110,
      labelOf: (row) => `${titleOf(row)} by prompt`,
    }),
  ]
  return (
    <Table
      look="panel"
      label={label}
      columns={columns}
      rows={rows}
      keyOf={titleOf}
      isSelected={isSelected}
      onSelect={(row) => toggleSite(siteAt(scores, row))}
    />
  )
}
