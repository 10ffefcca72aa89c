import { effectSign, meaningOfRun } from '../../contract'
import { VALUE_NAME } from './edge-values'
import { redMeans } from './direction-text'
import { findsOf } from './finds'
import type { MethodRun } from './run-store'

/** What the effects of sites are called, and what their colours mean. */
export interface EffectLook {
  name: string
  /** 1 where a positive effect is red. */
  sign: 1 | -1
  red: string
  blue: string
}

/** Attribution estimates effects, AtP* only their size; activation patching measures them. */
export function effectLook({ summary, detail }: MethodRun): EffectLook {
  const meaning = meaningOfRun(detail)
  if (meaning?.kind === 'magnitude') return { name: '|effect| (estimate)', sign: 1, red: 'matters', blue: '' }
  const isEstimate = findsOf(summary).siteScores === 'estimate'
  return {
    name: VALUE_NAME[isEstimate ? 'estimate' : 'effect'],
    sign: effectSign(detail.metricSense, summary.direction),
    ...redMeans(summary.direction),
  }
}
