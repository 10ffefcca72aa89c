import type { RunConfig, RunSummary } from '../../../contract'
import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { isOfScores } from '../../state/finds'
import { ownerOf } from '../../state/owner'
import type { MethodRun } from '../../state/run-store'
import { stageForm } from '../../state/stage-form'
import { usePromptSet } from '../../state/prompt-store'
import { formatCount } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { Offer, OfferBar } from '../stages/offer'
import { useJudgeChoice } from './use-judge-choice'

/** Before the first judgement: the circuit that was brought along, as the main button; the way to Discover where there is none. */
export function JudgeOffer() {
  const { judged, config, label } = useOffered()
  if (!judged) return <GoTo view="discover" along="to find a circuit" isNext />
  return <Offer label={label} config={config} obstacle={null} />
}

/** Above an earlier judgement: another circuit is chosen now. */
export function OtherCircuit({ run }: { run: MethodRun }) {
  const { judged, config, label } = useOffered()
  if (!judged || !config || !isOfOtherCircuit(run, judged, config)) return null
  const text = `Below: ${ownerOf(run.summary).run}, the judgement of another circuit.`
  return <OfferBar text={text} label={label} config={config} obstacle={null} />
}

/** Whether the judgement on screen is of another run's circuit, or of another number of its best edges. */
export function isOfOtherCircuit(
  { detail, summary }: Pick<MethodRun, 'detail' | 'summary'>,
  judged: Pick<RunSummary, 'id'>,
  next: RunConfig,
): boolean {
  const { config } = detail
  if (config?.method === 'tests') return !('runId' in config.circuit) || config.circuit.runId !== judged.id
  if (config?.method !== 'evaluate' || next.method !== 'evaluate') return judged.id !== summary.id
  if (!('runId' in config.circuit)) return true
  return config.circuit.runId !== judged.id || config.top.at(-1) !== next.top.at(-1)
}

function useOffered(): { judged: RunSummary | undefined; config: RunConfig | null; label: string } {
  const form = judgeForm.use((fields) => fields)
  stageForm.use((fields) => fields)
  usePromptSet()
  const { judged, reference } = useJudgeChoice()
  const config = judgeConfig(form, judged, reference)
  if (!judged) return { judged, config, label: 'Judge' }
  const what = isOfScores(judged) ? `the top ${formatCount(form.judgeTop)} of ` : ''
  return { judged, config, label: `Judge ${what}${judged.name}` }
}
