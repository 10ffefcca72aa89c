import { Modal } from '@mantine/core'
import { useMemo } from 'react'
import { useCommand } from '../../commands/provided'
import { useCertificate } from '../../state/certificates'
import { useCheckedRows } from '../../state/prompt-checks'
import { usePromptSet } from '../../state/prompt-store'
import { isLive, STATE_LABEL } from '../../state/run-states'
import type { MethodRun } from '../../state/run-store'
import {
  closeSelfCheck,
  openSelfCheck,
  startSelfCheck,
  useCheckRun,
  useSelfCheck,
} from '../../state/self-check'
import { stageForm } from '../../state/stage-form'
import { useObstacle } from '../../state/use-obstacle'
import { useWorkbench } from '../../state/workbench'
import type { ModelInfo } from '../../../contract'
import { formatPlural } from '../../widgets/format'
import { StartButton } from '../../widgets/start-button'
import { alignmentLine, bosLine, itemLine, parityLine, plannedLines, type CheckLine } from './check-lines'
import { CheckTable } from './check-table'
import styles from './self-check-panel.module.css'

/** The self-check of the open model on the prompts of the next run, from whatever view it is opened. */
export function SelfCheckPanel() {
  const isOpen = useSelfCheck((state) => state.isOpen)
  useCommand('check.show', openSelfCheck)
  return (
    <Modal opened={isOpen} onClose={closeSelfCheck} title="Self-check" size={900}>
      {isOpen && <Content />}
    </Modal>
  )
}

function Content() {
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const run = useCheckRun()
  const parity = useParity(model)
  const rows = useCheckedRows()
  const lines = useMemo(
    () => [...(model ? [parity] : []), ...measuredLines(run), bosLine(rows), alignmentLine(rows)],
    [model, parity, run, rows],
  )
  return (
    <div className={styles.panel}>
      <p className={styles.of}>
        What must hold before anything that is found is believed: of <b>{model?.name ?? 'no model'}</b> on{' '}
        <b>{prompts.name}</b> ({formatPlural(prompts.rows.length, 'prompt')}).
      </p>
      <CheckTable lines={lines} />
      <Foot run={run} lines={lines} />
    </div>
  )
}

function useParity(model: ModelInfo | null): CheckLine {
  const shown = useCertificate(model)
  const items = shown?.state === 'made' ? shown.certificate.items : []
  const parity = items.find(({ name }) => name === 'parity') ?? null
  return useMemo(() => parityLine(parity), [parity])
}

function measuredLines(run: MethodRun | null): CheckLine[] {
  const result = run?.result
  return result?.kind === 'check' ? result.items.map(itemLine) : plannedLines()
}

function Foot({ run, lines }: { run: MethodRun | null; lines: readonly CheckLine[] }) {
  const metric = stageForm.use((form) => form.metric)
  const obstacle = useObstacle(metric)
  const isStarting = useSelfCheck((state) => state.isStarting)
  const isRunning = run !== null && isLive(run.summary.state)
  return (
    <div className={styles.foot}>
      <p role="status" className={styles.verdict}>
        {verdictText(run, lines)}
      </p>
      <StartButton
        label={run?.result ? 'Check again' : 'Run self-check'}
        start={() => void startSelfCheck()}
        obstacle={obstacle}
        isStarting={isStarting || isRunning}
        intent="A run of its own, kept in Runs"
      />
    </div>
  )
}

function verdictText(run: MethodRun | null, lines: readonly CheckLine[]): string {
  const { summary } = run ?? {}
  if (!summary) return 'Not measured on this model and these prompts yet.'
  if (isLive(summary.state)) return `Run ${summary.number} is ${STATE_LABEL[summary.state]}…`
  if (summary.state !== 'done') return summary.message ?? `Run ${summary.number}: ${STATE_LABEL[summary.state]}.`
  const failed = lines.filter(({ outcome }) => outcome === 'failed').length
  const passed = lines.filter(({ outcome }) => outcome === 'passed').length
  const open = lines.length - failed - passed
  const parts = [
    ...(failed > 0 ? [`${failed} of ${lines.length} do not hold`] : [`${passed} of ${lines.length} hold`]),
    ...(open > 0 ? [`${open} could not be checked`] : []),
  ]
  return `${parts.join(', ')}. Kept as run ${summary.number}.`
}
