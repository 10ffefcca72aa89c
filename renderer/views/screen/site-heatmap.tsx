import { useCallback, useMemo } from 'react'
import { siteAt, type SiteScores } from '../../../contract'
import { Heatmap } from '../../plots/heatmap'
import { largestOf } from '../../plots/heatmap-layout'
import { RampKey } from '../../plots/ramp-legend'
import { formatSigned } from '../../state/edge-values'
import { effectLook } from '../../state/effect-look'
import type { MethodRun } from '../../state/run-store'
import { useShownRoles } from '../../state/shown-roles'
import { nodeOfSite, siteKey, siteTitle } from '../../state/sites'
import { toggleSite } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { formatMetric } from '../../widgets/format'
import type { SiteGrid } from './screen-grids'

interface SiteHeatmapProps {
  run: MethodRun
  scores: SiteScores
  made: SiteGrid
  label: string
  rowTitle: string
  columnTitle: string
  areColumnsWords: boolean
  /** Text added to the description of a cell, by its row in the scores. */
  noteOf?: (row: number) => string
}

/** A heatmap whose cells are sites: choosing a cell adds its site to the selection. */
export function SiteHeatmap(props: SiteHeatmapProps) {
  const { run, scores, made, label, rowTitle, columnTitle, areColumnsWords, noteOf } = props
  const selectedSites = stageForm.use((form) => form.selected)
  const look = useMemo(() => effectLook(run), [run])
  const largest = useMemo(() => largestOf(made.grid.values), [made])
  const selected = useMemo(() => {
    const keys = new Set(selectedSites.map(siteKey))
    const cells = new Set<number>()
    made.rowOf.forEach((row, cell) => {
      if (row >= 0 && keys.has(siteKey(siteAt(scores, row)))) cells.add(cell)
    })
    return cells
  }, [selectedSites, made, scores])
  const limits = useMemo(
    () => ({ maxCellWidth: 150, maxCellHeight: 120, areColumnsWords }),
    [areColumnsWords],
  )
  const nameOf = useCallback(
    (cell: number) => (made.rowOf[cell] < 0 ? '' : siteTitle(siteAt(scores, made.rowOf[cell]))),
    [made, scores],
  )
  const { byNode } = useShownRoles()
  const notes = useCallback(
    (row: number) => {
      const node = nodeOfSite(siteAt(scores, row))
      const role = node === null ? undefined : byNode.get(node)
      return [noteOf?.(row), role && `role: ${role.label}`].filter(Boolean).join(', ')
    },
    [scores, noteOf, byNode],
  )
  const describe = useCallback(
    (cell: number) => (made.rowOf[cell] < 0 ? '' : describeRow(scores, made.rowOf[cell], look.name, notes)),
    [made, scores, look, notes],
  )
  const onSelect = useCallback(
    (cell: number) => made.rowOf[cell] >= 0 && toggleSite(siteAt(scores, made.rowOf[cell])),
    [made, scores],
  )
  const textOf = useCallback((cell: number) => shortNumber(made.grid.values[cell]), [made])
  return (
    <Heatmap
      grid={made.grid}
      label={label}
      largest={largest}
      sign={look.sign}
      selected={selected}
      onSelect={onSelect}
      nameOf={nameOf}
      describe={describe}
      rowTitle={rowTitle}
      columnTitle={columnTitle}
      limits={limits}
      textOf={textOf}
      legend={<RampKey kind="cells" largest={largest} {...look} />}
    />
  )
}

function describeRow(
  scores: SiteScores,
  row: number,
  name: string,
  noteOf?: (row: number) => string,
): string {
  const parts = [`${name} ${formatSigned(scores.effect[row])}`]
  if (!Number.isNaN(scores.value[row])) parts.push(`patched ${formatMetric(scores.value[row])}`)
  const note = noteOf?.(row)
  if (note) parts.push(note)
  return parts.join(', ')
}

/** `0.46`, `−5.3`, `120`: what fits into a cell. */
function shortNumber(value: number): string {
  const size = Math.abs(value)
  const text = size.toFixed(size >= 100 ? 0 : size >= 1 ? 1 : 2)
  return `${value < 0 ? '−' : ''}${text}`
}
