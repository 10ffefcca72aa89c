import { choicesText, runTitle, type TitledRun } from '../../contract'
import { METRIC_LABEL } from './metric-label'

/** What a run is called on screen, with its metric as every view names it: `ACDC τ 0.01 KL, induction`. */
export function shownTitle(run: TitledRun): string {
  return runTitle(run, METRIC_LABEL[run.metric])
}

/** `τ 0.01 KL`, `5 steps, logit difference, denoising` */
export function shownChoices(run: TitledRun): string {
  return choicesText(run, METRIC_LABEL[run.metric])
}
