import { ActionIcon, Select } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo } from 'react'
import type { ExplainedPrompt } from '../../../contract'
import { choosePrompt } from '../../state/explain'
import { nameExplained } from '../../state/prompt-name'
import { shortened } from '../../widgets/format'
import styles from './prompt-picker.module.css'

/** Which prompt is looked at, by its text. */
export function PromptPicker({ prompts, chosen }: { prompts: readonly ExplainedPrompt[]; chosen: number }) {
  const data = useMemo(
    () => prompts.map((prompt, i) => ({ value: String(i), label: promptTitle(prompt) })),
    [prompts],
  )
  if (prompts.length === 1) return <span className={styles.only}>{shortened(data[0].label, 90)}</span>
  return (
    <div className={styles.picker}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Previous prompt"
        disabled={chosen === 0}
        onClick={() => choosePrompt(chosen - 1)}
      >
        <ChevronLeft size={14} />
      </ActionIcon>
      <Select
        className={styles.select}
        size="xs"
        aria-label="Prompt"
        searchable
        limit={50}
        allowDeselect={false}
        comboboxProps={{ zIndex: 1000 }}
        data={data}
        value={String(chosen)}
        onChange={(value) => value !== null && choosePrompt(Number(value))}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Next prompt"
        disabled={chosen === prompts.length - 1}
        onClick={() => choosePrompt(chosen + 1)}
      >
        <ChevronRight size={14} />
      </ActionIcon>
    </div>
  )
}

/** `#3 When Mary and John went …` */
export function promptTitle(prompt: ExplainedPrompt): string {
  return nameExplained(prompt).full
}
