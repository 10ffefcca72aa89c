import {
  siteSchema,
  withSiteNames,
  type Ablation,
  type Direction,
  type MetricName,
  type Site,
  type SiteFamily,
} from '../../contract'
import { createForm } from './forms'
import { currentPromptSet } from './prompt-store'
import { useWorkbench } from './workbench'

/** What all four stages share, and what was chosen in one for the next. */
export interface StageForm {
  /** Separate from Discover's: KL, the usual one there, has no gradient to screen by. */
  metric: MetricName
  direction: Direction
  ablation: Ablation
  /** Sites chosen in Screen or Confirm; they are what the next stage works on. */
  selected: Site[]
  /** How many of the strongest sites of a screening are confirmed. */
  top: number
}

const INITIAL: StageForm = {
  metric: 'logit_diff',
  direction: 'noising',
  ablation: 'resample',
  selected: [],
  top: 20,
}

export const stageForm = createForm('stages', INITIAL, {
  ofModel: ['selected'],
  formerly: 'patchbay.stages',
})
// Earlier versions saved sites under other names.
stageForm.set({
  selected: stageForm.get().selected.flatMap((saved) => {
    const site = siteSchema.safeParse(withSiteNames(saved))
    return site.success ? [site.data] : []
  }),
})

/** What is screened, and by which of SCREEN_STARTS. */
export interface ScreenForm {
  /** null = the first. */
  screenMethod: string | null
  /** Families of sites; null = those that suit the method and the model. */
  sites: SiteFamily[] | null
}

export const screenForm = createForm<ScreenForm>(
  'screen',
  { screenMethod: null, sites: null },
  { ofModel: ['sites'], formerly: 'patchbay.stages' },
)

/** Which of TRACE_STARTS is chosen; null = the first. */
export const traceForm = createForm<{ traceMode: string | null }>(
  'trace',
  { traceMode: null },
  { formerly: 'patchbay.stages' },
)

/** The ablation of methods other than activation patching, which offer a choice only when noising. */
export function noisingAblation({
  direction,
  ablation,
}: Pick<StageForm, 'direction' | 'ablation'>): Ablation {
  return direction === 'noising' ? ablation : 'resample'
}

/** What every run of a stage has; null while no model is open. */
export function stageConfig() {
  const { model } = useWorkbench.getState()
  const { metric } = stageForm.get()
  return model && { model: model.path, prompts: currentPromptSet(), metric }
}
