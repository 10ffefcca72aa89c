import { Anchor } from '@mantine/core'
import { useCallback, type ClipboardEvent } from 'react'
import { usePrompts } from '../../state/prompt-store'
import { looksLikeRows } from '../../state/spreadsheet'
import { showView, useWorkbench } from '../../state/workbench'
import { Note } from '../../widgets/note'
import { View } from '../../widgets/panes'
import styles from './dataset-view.module.css'
import { pasteText } from './import-prompts'
import { ImportDialog } from './import/import-dialog'
import { MakeDialog } from './make/make-dialog'
import { Lead } from './lead'
import { OtherSample } from './other-sample'
import { PromptTable } from './prompt-table'
import { ReadingBar } from './reading/reading-bar'
import { ReadingNotices } from './reading/reading-notices'
import { SetBar } from './set-bar'
import { SetNotes } from './set-notes'

/** The prompts of the next run: pairs of clean and corrupt text with answer and wrong answer. */
export function DatasetView() {
  const onPaste = useCallback((event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    if (!looksLikeRows(text)) return
    event.preventDefault()
    void pasteText(text)
  }, [])
  return (
    <View label="Dataset">
      <SetBar />
      <ReadingBar />
      <Notices />
      <OtherSample className={styles.notice} />
      <SetNotes className={styles.notice} />
      <ReadingNotices className={styles.notice} />
      <PromptTable lead={<Lead />} onPaste={onPaste} />
      <ImportDialog />
      <MakeDialog />
    </View>
  )
}

/** Why no row can be checked. */
function Notices() {
  const model = useWorkbench((state) => state.model)
  const problem = usePrompts((state) => state.checkProblem)
  if (!model) {
    return (
      <div className={styles.notice}>
        <Note tone="warning">
          No model is open, so the prompts cannot be split into tokens yet.{' '}
          <Anchor component="button" fz="inherit" onClick={() => showView('model')}>
            Open a model
          </Anchor>
        </Note>
      </div>
    )
  }
  if (problem) {
    return (
      <div className={styles.notice}>
        <Note tone="problem">The prompts could not be checked: {problem}</Note>
      </div>
    )
  }
  if (!model.tokenizer) {
    return (
      <div className={styles.notice}>
        <Note tone="info">
          This model has no tokenizer: write token ids, for example <code>12 5 318</code>.
        </Note>
      </div>
    )
  }
  return null
}
