import { ActionIcon, Button, Menu } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { AXIS_FACTS } from '../../../contract'
import {
  firstValues,
  FURTHER_AXES,
  isOfNumbers,
  offeredAxes,
  type FurtherAxes,
  type FurtherAxis,
} from '../../state/sweep-axes'
import { sweepForm, type SweepBase } from '../../state/sweep-form'
import { capitalised } from '../../widgets/format'
import { AxisNumbers } from './axis-numbers'
import { AxisWords } from './axis-words'
import styles from './further-axes.module.css'

/** What else differs between the circuits: each axis with its values. */
export function FurtherAxesFields({ base }: { base: SweepBase }) {
  const further = sweepForm.use((form) => form.further)
  const sweepsOwn = sweepForm.use((form) => form.sweepsOwn)
  const offered = offeredAxes(base.config, further)
  return (
    <>
      {FURTHER_AXES.filter((axis) => further[axis] !== undefined).map((axis) => (
        <div key={axis} className={styles.axis}>
          {isOfNumbers(axis) ? (
            <AxisNumbers axis={axis} text={further[axis]!} change={(text) => change(axis, text)} />
          ) : (
            <AxisWords axis={axis} base={base} text={further[axis]!} change={(text) => change(axis, text)} />
          )}
          <RemoveAxis name={AXIS_FACTS[axis].plural} remove={() => change(axis, undefined)} />
        </div>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button className={styles.add} variant="default" leftSection={<Plus size={13} />}>
            Add an axis
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {!sweepsOwn && (
            <Menu.Item onClick={() => sweepForm.set({ sweepsOwn: true })}>
              {capitalised(AXIS_FACTS[base.axis].plural)}
            </Menu.Item>
          )}
          {offered.map((axis) => (
            <Menu.Item key={axis} onClick={() => change(axis, firstValues(axis, base.config))}>
              {capitalised(AXIS_FACTS[axis].plural)}
              <span className={styles.explained}>{EXPLAINED[axis]}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

export function RemoveAxis({ name, remove }: { name: string; remove: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Do not sweep over ${name}`}
      title="Leave this axis out"
      onClick={remove}
    >
      <X size={13} />
    </ActionIcon>
  )
}

function change(axis: FurtherAxis, text: string | undefined): void {
  const { [axis]: _before, ...others } = sweepForm.get().further
  const further: FurtherAxes = text === undefined ? others : { ...others, [axis]: text }
  sweepForm.set({ further })
}

const EXPLAINED: Record<FurtherAxis, string> = {
  resample: 'bootstrap samples of the prompts',
  prompts: 'saved sets',
  seed: 'other prompts of a task for each',
  metric: 'what is measured',
  ablation: 'what a cut edge carries',
  direction: 'which run is patched',
  order: 'in which edges are tested',
  method: 'what finds or scores edges',
  model: 'such as checkpoints of one training',
}
