import { Button, FileButton } from '@mantine/core'
import { Sparkles, Upload } from 'lucide-react'
import { openMakePrompts } from '../../state/make-prompts'
import { isBlank } from '../../state/prompt-draft'
import { usePrompts } from '../../state/prompt-store'
import { importFiles, PROMPT_FILES } from './import-prompts'
import styles from './lead.module.css'

/** Shown while there are no prompts; disappears with the first character. */
export function Lead() {
  const isEmpty = usePrompts((state) => state.draft.rows.every(isBlank))
  if (!isEmpty) return null
  return (
    <div className={styles.lead}>
      <h2>What should the model do differently?</h2>
      <p>
        Each row is a clean prompt and a corrupt one of the same number of tokens, the token the model should
        predict after the clean prompt, and the one it should not. Patching swaps activations between the two.
      </p>
      <div className={styles.ways}>
        <Button variant="default" leftSection={<Sparkles size={13} />} onClick={() => void openMakePrompts()}>
          Make prompts of a task
        </Button>
        <FileButton
          multiple
          accept={PROMPT_FILES}
          onChange={(files) => void importFiles(files)}
          inputProps={{ 'aria-label': 'File of prompts' }}
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<Upload size={13} />}>
              Import a file
            </Button>
          )}
        </FileButton>
      </div>
      <p>Or type them here; bundled and saved sets are under “Prompt sets”.</p>
    </div>
  )
}
