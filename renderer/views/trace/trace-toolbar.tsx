import { SegmentedControl } from '@mantine/core'
import type { ComputationalGraph } from '../../../engine/graph'
import { TRACE_STARTS } from '../../methods/registry'
import { noisingAblation, stageForm, traceForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { Space, Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import { showKnownTrace, traceConfig, useTraceStart } from './trace-form'

/** Which edges are traced, and how they are measured. */
export function TraceToolbar({ graph }: { graph: ComputationalGraph | null }) {
  const { value, WhatField, HowField, problem } = useTraceStart()
  const form = stageForm.use((fields) => fields)
  const { run } = useStageRun('trace')
  const general = useObstacle()
  const chooseMode = (traceMode: string) => {
    traceForm.set({ traceMode })
    showKnownTrace()
  }
  return (
    <Toolbar label="Tracing">
      <SegmentedControl
        size="xs"
        aria-label="What is traced"
        value={value}
        onChange={chooseMode}
        data={TRACE_STARTS.map((start) => ({ value: start.value, label: start.label }))}
      />
      {WhatField && <WhatField graph={graph} onEdgesChange={showKnownTrace} />}
      <DirectionField ablation={noisingAblation(form)} />
      {form.direction === 'noising' && <AblationField />}
      {HowField && <HowField onEdgesChange={showKnownTrace} />}
      <Space />
      <StageButton
        label="Trace"
        run={run}
        config={traceConfig}
        obstacle={general ?? (graph && problem ? problem(graph) : null)}
      />
    </Toolbar>
  )
}
