import { useMemo, useState } from 'react'
import type { SiteFamily } from '../../../contract'
import { hasSite, SITE_LABEL } from '../../state/sites'
import { Panel } from '../stages/panel'
import { HEAD_SITES, headGrid } from './screen-grids'
import { SiteHeatmap } from './site-heatmap'
import { SiteSwitch, type SitePanelProps } from './site-switch'

/** Effects by layer and head, and by part of the head. */
export function HeadsPanel({ scores, run, isWide }: SitePanelProps) {
  const sites = HEAD_SITES.filter((site) => hasSite(scores, site))
  const [chosen, setChosen] = useState<SiteFamily>('heads')
  const site = sites.find((each) => each === chosen) ?? sites[0] ?? 'heads'
  const { shape } = run.detail
  const made = useMemo(() => headGrid(scores, shape, site), [scores, shape, site])
  return (
    <Panel
      title={site === 'heads' ? 'By layer and head' : `By layer and head: ${SITE_LABEL[site].toLowerCase()}`}
      isWide={isWide}
      actions={<SiteSwitch label="Part of the head" sites={sites} value={site} onChange={setChosen} />}
    >
      <SiteHeatmap
        run={run}
        scores={scores}
        made={made}
        label={`Effect by layer and head, ${SITE_LABEL[site]}`}
        rowTitle="layer"
        columnTitle="head"
        areColumnsWords={false}
      />
    </Panel>
  )
}
