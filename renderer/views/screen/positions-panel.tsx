import { useCallback, useMemo, useState } from 'react'
import type { SiteFamily } from '../../../contract'
import { rowsOf, SITE_LABEL } from '../../state/sites'
import { Panel } from '../stages/panel'
import { positionLabels, tokensAt } from './position-labels'
import { POSITION_SITES, positionGrid } from './screen-grids'
import { SiteHeatmap } from './site-heatmap'
import { SiteSwitch, type SitePanelProps } from './site-switch'
import { useRunTokens } from './use-run-tokens'

/** Effects by position, of layers or of heads. */
export function PositionsPanel({ scores, run, isWide }: SitePanelProps) {
  const sites = POSITION_SITES.filter((site) => rowsOf(scores, site, 'by-position').length > 0)
  const [chosen, setChosen] = useState<SiteFamily>('resid')
  const site = sites.find((each) => each === chosen) ?? sites[0]
  const { shape } = run.detail
  const tokens = useRunTokens(run)
  const names = run.detail.config?.prompts.labels
  const labels = useMemo(() => positionLabels(tokens, names), [tokens, names])
  const made = useMemo(() => positionGrid(scores, shape, site, labels), [scores, shape, site, labels])
  const noteOf = useCallback(
    (row: number) => (labels.length > 0 ? `tokens ${tokensAt(tokens, scores.pos[row])}` : ''),
    [labels, tokens, scores],
  )
  return (
    <Panel
      title={site === 'heads-by-position' ? 'By head and position' : 'By layer and position'}
      note={labels.length === 0 && tokens.length > 0 ? 'prompts differ in length' : undefined}
      isWide={isWide}
      actions={<SiteSwitch label="Where by position" sites={sites} value={site} onChange={setChosen} />}
    >
      <SiteHeatmap
        run={run}
        scores={scores}
        made={made}
        label={`Effect by position, ${SITE_LABEL[site]}`}
        rowTitle={site === 'heads-by-position' ? 'head' : 'layer'}
        columnTitle="position"
        areColumnsWords={labels.some((label) => /\D/.test(label))}
        noteOf={noteOf}
      />
    </Panel>
  )
}
