import { siteAt, type Agreement, type Site, type SiteScores, type RunConfig } from '../../../contract'
import type { ScatterPoint } from '../../plots/scatter-layout'
import { asksTheSame } from '../../state/belonging'
import type { MethodRun } from '../../state/run-store'
import { siteTitle, topNodes } from '../../state/sites'
import { commonConfig, type Stages } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'

export interface Confirmed {
  exact: SiteScores
  /** null where no screening estimated the same places. */
  agreement: Agreement | null
}

export function confirmedOf({ result }: MethodRun): Confirmed | null {
  if (result?.kind === 'workflow') {
    const agreement = result.workflow.confirm
    return { exact: agreement.exact, agreement }
  }
  if (result?.kind !== 'sites') return null
  return { exact: result.agreement?.exact ?? result.scores, agreement: result.agreement }
}

/** Estimates of the screening run, null while there are none. */
export function screened(screen: MethodRun | null): SiteScores | null {
  const { result } = screen ?? {}
  if (result?.kind === 'sites') return result.scores
  return result?.kind === 'workflow' ? result.workflow.screen : null
}

/** The sites that would be confirmed now. */
export function sitesToConfirm(
  { confirmWhat, selected, top }: Pick<Stages, 'confirmWhat' | 'selected' | 'top'>,
  scores: SiteScores | null,
): Site[] {
  if (confirmWhat === 'selection') return selected
  return scores ? topNodes(scores, top) : []
}

/** Why nothing can be confirmed, as a sentence; null when it can. */
export function confirmObstacle(
  stages: Pick<Stages, 'confirmWhat' | 'selected' | 'top'>,
  scores: SiteScores | null,
): string | null {
  if (sitesToConfirm(stages, scores).length > 0) return null
  if (stages.confirmWhat === 'selection') return 'Select sites in Screen first.'
  return scores
    ? 'The screening has no heads or MLPs: select sites in Screen.'
    : 'Screen first: its strongest sites are confirmed.'
}

export function confirmConfig(stages: Stages, screen: MethodRun | null): RunConfig | null {
  const common = commonConfig()
  const only = sitesToConfirm(stages, screened(screen))
  if (!common || only.length === 0) return null
  const isEstimate = screen?.summary.state === 'done' && screen.summary.method === 'attribution'
  const { model } = useWorkbench.getState()
  const { metric, direction, ablation } = stages
  const asked = model && { model, prompts: common.prompts, metric, direction, ablation }
  const screening = isEstimate && asked && asksTheSame(screen.detail, asked) ? screen.summary.id : undefined
  return {
    method: 'activation',
    ...common,
    direction,
    sites: [...new Set(only.map(({ site }) => site))],
    neurons: [],
    only,
    screening,
    ablation,
  }
}

/** Exact effect across (its size, where only that was estimated), estimate up; nonlinear sites flagged. */
export function scatterPoints({ exact, estimate, flagged, ofMagnitudes }: Agreement): ScatterPoint[] {
  const isFlagged = new Set(flagged)
  return Array.from(exact.effect, (effect, row) => {
    const x = ofMagnitudes ? Math.abs(effect) : effect
    const site = siteAt(exact, row)
    return {
      x,
      y: estimate.effect[row],
      name: siteTitle(site),
      shape: site.head !== undefined ? 'circle' : site.site === 'mlp' ? 'square' : 'diamond',
      isFlagged: isFlagged.has(row),
    }
  })
}
