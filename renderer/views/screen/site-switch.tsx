import { SegmentedControl } from '@mantine/core'
import type { SiteFamily, SiteScores } from '../../../contract'
import type { MethodRun } from '../../state/run-store'

export interface SitePanelProps {
  scores: SiteScores
  run: MethodRun
  isWide: boolean
}

const SHORT_LABEL: Partial<Record<SiteFamily, string>> = {
  resid: 'Residual',
  attn: 'Attention',
  mlp: 'MLP',
  heads: 'Output',
  'heads-by-position': 'Heads',
  q: 'q',
  k: 'k',
  v: 'v',
  pattern: 'Pattern',
}

/** Chooses the family of sites that a panel shows; nothing where there is only one. */
export function SiteSwitch(props: {
  label: string
  sites: readonly SiteFamily[]
  value: SiteFamily
  onChange: (site: SiteFamily) => void
}) {
  if (props.sites.length < 2) return null
  return (
    <SegmentedControl
      size="xs"
      aria-label={props.label}
      value={props.value}
      onChange={(value) => props.onChange(value as SiteFamily)}
      data={props.sites.map((site) => ({ value: site, label: SHORT_LABEL[site] ?? site }))}
    />
  )
}
