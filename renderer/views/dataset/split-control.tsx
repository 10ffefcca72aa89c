import { ActionIcon, Button, NumberInput, Popover, SegmentedControl, Switch } from '@mantine/core'
import { Shuffle, Split } from 'lucide-react'
import { MAX_SEED, splitProblem, splitRows, type PromptSplit } from '../../../contract'
import { usePromptSet } from '../../state/prompt-store'
import { changeDraft } from '../../state/prompts'
import { formatPlural } from '../../widgets/format'
import { TermArea } from '../../widgets/term'
import { Note } from '../../widgets/note'
import styles from './split-control.module.css'

const FIRST_SPLIT: PromptSplit = { seed: 0, heldOut: 0.3, by: 'row' }

function choose(split: PromptSplit | undefined): void {
  changeDraft({ type: 'choose', choices: { split } })
}

/** Which rows are held out: circuits are found on the others, and judged on these. */
export function SplitControl() {
  const { split } = usePromptSet()
  return (
    <TermArea text="Split">
      <Popover position="bottom-end" withinPortal trapFocus shadow="md" width={320}>
        <Popover.Target>
          <Button flex="none" variant="default" leftSection={<Split size={13} />} aria-label="Split">
            {split ? `${Math.round(100 * split.heldOut)} % held out` : 'Split'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={styles.fields} role="group" aria-label="Train and held-out rows">
            <Switch
              size="xs"
              label="Hold rows out"
              checked={split !== undefined}
              onChange={(event) => choose(event.currentTarget.checked ? FIRST_SPLIT : undefined)}
            />
            {split ? <SplitFields split={split} /> : <p className={styles.hint}>{WHY}</p>}
          </div>
        </Popover.Dropdown>
      </Popover>
    </TermArea>
  )
}

const WHY =
  'A circuit judged on the prompts it was found on looks better than it is. Held-out rows are kept for judging.'

function SplitFields({ split }: { split: PromptSplit }) {
  const set = usePromptSet()
  const hasTemplates = set.rows.some(({ template }) => template !== undefined)
  const problem = splitProblem(set)
  const change = (changes: Partial<PromptSplit>) => choose({ ...split, heldOutRows: undefined, ...changes })
  return (
    <>
      <div className={styles.line}>
        <NumberInput
          size="xs"
          label="Held out"
          suffix=" %"
          min={1}
          max={99}
          step={5}
          clampBehavior="blur"
          value={Math.round(100 * split.heldOut)}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 1 && value <= 99) change({ heldOut: value / 100 })
          }}
        />
        <NumberInput
          size="xs"
          label="Seed"
          min={0}
          max={MAX_SEED}
          allowDecimal={false}
          value={split.seed}
          onChange={(value) => typeof value === 'number' && value >= 0 && change({ seed: value })}
        />
        <ActionIcon
          variant="default"
          size={30}
          title="Hold other rows out"
          aria-label="Hold other rows out"
          onClick={() => change({ seed: (split.seed + 1) % (MAX_SEED + 1) })}
        >
          <Shuffle size={13} />
        </ActionIcon>
      </div>
      <SegmentedControl
        size="xs"
        aria-label="What is held out together"
        value={split.by}
        data={[
          { value: 'row', label: 'Single rows' },
          { value: 'template', label: 'Whole templates', disabled: !hasTemplates },
        ]}
        onChange={(by) => change({ by: by as PromptSplit['by'] })}
      />
      {problem ? <Note tone="warning">{problem}</Note> : <p className={styles.hint}>{countsText(set)}</p>}
    </>
  )
}

function countsText(set: Parameters<typeof splitRows>[0]): string {
  const { train, 'held-out': heldOut } = splitRows(set)
  const rows = formatPlural(train.length, 'row')
  return `${rows} to find circuits on, ${heldOut.length.toLocaleString('en-US')} held out to judge them on.`
}
