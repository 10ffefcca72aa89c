import { useMediaQuery } from '@mantine/hooks'
import { effectSign, siteAt } from '../../../contract'
import { useMemo } from 'react'
import { formatSigned } from '../../state/edge-values'
import type { MethodRun } from '../../state/run-store'
import { nodeOfSite, rowIndex, siteKey, siteTitle } from '../../state/sites'
import { toggleSite } from '../../state/selected-sites'
import { formatMetric } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { ExplainHead } from '../stages/explain-head'
import { promptColumns } from '../stages/prompt-columns'
import { SiteButton } from '../stages/site-button'
import styles from './confirm-table.module.css'
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
  const estimated = useMemo(() => agreement && rowIndex(agreement.estimate), [agreement])
  const estimateAt = (row: number) => estimated?.get(siteKey(siteAt(exact, row))) ?? -1
  const flagged = useMemo(() => new Set(agreement?.flagged), [agreement])
  const titleOf = (row: number) => siteTitle(siteAt(exact, row))
  const isNarrow = useMediaQuery('(max-width: 1180px)')
  const columns: Column<number>[] = [
    {
      id: 'site',
      title: 'Site',
      isText: true,
      cell: (row) => (
        <>
          <SiteButton site={siteAt(exact, row)} isSelected={selected.has(row)} />{' '}
          <ExplainHead run={run.summary} node={nodeOfSite(siteAt(exact, row))} />
          {flagged.has(estimateAt(row)) && <span className={styles.remark}>nonlinear</span>}
        </>
      ),
    },
    { id: 'patched', title: 'Patched metric', cell: (row) => formatMetric(exact.value[row]) },
    {
      id: 'exact',
      title: 'Exact effect',
      cell: (row) => formatSigned(exact.effect[row]),
      cellProps: (row) => ({ className: sign * exact.effect[row] >= 0 ? 'hurts' : 'helps' }),
    },
    ...estimateColumn(agreement, estimateAt),
    ...promptColumns({
      scores: exact,
      rows,
      run,
      title: 'Effect on each prompt',
      width: isNarrow ? 110 : 210,
      labelOf: (row, prompts) => `Effects of ${titleOf(row)} on ${prompts} prompts`,
    }),
  ]
  return (
    <Table
      look="panel"
      label="Confirmed sites"
      columns={columns}
      rows={rows}
      keyOf={titleOf}
      isSelected={(row) => selected.has(row)}
      onSelect={(row) => toggleSite(siteAt(exact, row))}
    />
  )
}

/** A site that was not screened has none. */
function estimateColumn(
  agreement: Confirmed['agreement'],
  estimateAt: (row: number) => number,
): Column<number>[] {
  if (!agreement) return []
  const { effect } = agreement.estimate
  return [{ id: 'estimate', title: 'Estimate', cell: (row) => formatSigned(effect[estimateAt(row)] ?? NaN) }]
}
