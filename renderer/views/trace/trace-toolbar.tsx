import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import type { ComputationalGraph } from '../../../engine/graph'
import { patchesWith, updateStages, useStageRun, useStages, type TraceMode } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { MlpField } from '../../widgets/method-fields'
import { Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import styles from '../stages/stages.module.css'
import { lookAt, openGraph } from './look-at'
import { offeredSlots, pathEdges, slotLabel, traceConfig } from './trace-data'

/** Which slot is looked at, and how its edges are measured. */
export function TraceToolbar({ graph }: { graph: ComputationalGraph | null }) {
  const stages = useStages()
  const { run } = useStageRun('trace')
  const general = useObstacle()
  const path = graph && stages.traceMode === 'path' ? pathEdges(graph, stages.path) : null
  const pathProblem = path && 'problem' in path ? path.problem : null
  return (
    <Toolbar label="Tracing">
      <SegmentedControl
        size="xs"
        aria-label="What is traced"
        value={stages.traceMode}
        onChange={(value) => lookAt({ traceMode: value as TraceMode })}
        data={[
          { value: 'into', label: 'Into' },
          { value: 'from', label: 'From' },
          { value: 'among', label: 'Among' },
          { value: 'path', label: 'Path' },
        ]}
      />
      {stages.traceMode === 'path' ? (
        <TextInput
          className={styles.path}
          size="xs"
          aria-label="Path"
          placeholder="a0.h1->a1.h2<q>->logits"
          spellCheck={false}
          error={stages.path !== '' && pathProblem !== null}
          value={stages.path}
          onChange={(event) => updateStages({ path: event.currentTarget.value })}
        />
      ) : (
        graph && stages.traceMode !== 'among' && <SlotField graph={graph} mode={stages.traceMode} />
      )}
      <DirectionField ablation={patchesWith(stages, 'another method')} />
      {stages.direction === 'noising' && <AblationField />}
      {stages.traceMode !== 'path' && <MlpField value={stages.mlps} onChange={(mlps) => lookAt({ mlps })} />}
      <div className={styles.toolbarSpace} />
      <StageButton
        stage="trace"
        label="Trace"
        run={run}
        config={() => traceConfig(useStages.getState(), openGraph())}
        obstacle={general ?? pathProblem}
      />
    </Toolbar>
  )
}

function SlotField({ graph, mode }: { graph: ComputationalGraph; mode: 'into' | 'from' }) {
  const selected = useStages((state) => state.selected)
  const receiver = useStages((state) => state.receiver)
  const sender = useStages((state) => state.sender)
  const { first, others } = offeredSlots(graph, mode, selected)
  const group = selected.length > 0 ? 'Of the selection, and the end' : 'End'
  const option = (name: string) => ({ value: name, label: mode === 'into' ? slotLabel(graph, name) : name })
  return (
    <NativeSelect
      className={styles.select}
      size="xs"
      aria-label={mode === 'into' ? 'Receiver' : 'Sender'}
      value={mode === 'into' ? receiver : sender}
      data={[
        ...(first.length > 0 ? [{ group, items: first.map(option) }] : []),
        { group: mode === 'into' ? 'All receivers' : 'All senders', items: others.map(option) },
      ]}
      onChange={(event) =>
        lookAt(
          mode === 'into' ? { receiver: event.currentTarget.value } : { sender: event.currentTarget.value },
        )
      }
    />
  )
}
