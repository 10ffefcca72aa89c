import { Button, FileButton, TextInput, Tooltip } from '@mantine/core'
import { Plus, Save, Sparkles, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useCommand } from '../../commands/provided'
import { isBlank } from '../../state/prompt-draft'
import { openMakePrompts } from '../../state/make-prompts'
import { usePrompts } from '../../state/prompt-store'
import { saveDraft } from '../../state/prompt-sets'
import { changeDraft, replaceDraft } from '../../state/prompts'
import { notifyDone, notifyProblem } from '../../state/notify'
import { Space, Toolbar } from '../../widgets/panes'
import styles from './set-bar.module.css'
import { importFiles, PROMPT_FILES } from './import-prompts'
import { SaveAsDialog } from './save-as-dialog'
import { SetList } from './set-list'
import { SetMenu } from './set-menu'
import { SplitControl } from './split-control'

/** The saved sets, name and saving; the ways to get rows, the split, and what is rarely used in a menu. */
export function SetBar() {
  const name = usePrompts((state) => state.draft.name)
  const isBundled = useIsBundled()
  const [isSavingAs, setSavingAs] = useState(false)
  return (
    <Toolbar label="Prompt set">
      <SetList />
      <SetName />
      <SaveButton onSaveAs={() => setSavingAs(true)} />
      <Space />
      <NewRows />
      <SplitControl />
      <SetMenu onSaveAs={() => setSavingAs(true)} />
      <SaveAsDialog
        opened={isSavingAs}
        suggested={isBundled ? `${name} copy` : name}
        onClose={() => setSavingAs(false)}
      />
    </Toolbar>
  )
}

/** Whether the set the draft came from ships with the program and so cannot be overwritten. */
function useIsBundled(): boolean {
  return usePrompts(({ sets, draft }) => sets.some((set) => set.id === draft.savedId && set.bundled))
}

function SetName() {
  const name = usePrompts((state) => state.draft.name)
  return (
    <TextInput
      className={styles.setName}
      size="xs"
      aria-label="Prompt set name"
      placeholder="Untitled prompts"
      value={name}
      onChange={(event) => changeDraft({ type: 'name', name: event.currentTarget.value })}
    />
  )
}

function SaveButton({ onSaveAs }: { onSaveAs: () => void }) {
  const savedId = usePrompts((state) => state.draft.savedId)
  const name = usePrompts((state) => state.draft.name)
  const isDirty = usePrompts((state) => state.draft.dirty)
  const isBundled = useIsBundled()
  const isEmpty = usePrompts((state) => state.draft.rows.every(isBlank))
  const [isSaving, setSaving] = useState(false)

  const save = async () => {
    if (isBundled || !name.trim()) return onSaveAs()
    setSaving(true)
    try {
      await saveDraft(name.trim(), savedId ?? undefined)
      notifyDone(`“${name.trim()}” was saved.`)
    } catch (error) {
      notifyProblem('The prompts were not saved', error)
    } finally {
      setSaving(false)
    }
  }
  const isUnchanged = !isBundled && (savedId === null ? isEmpty : !isDirty)
  useCommand('prompts.save', () => void save(), isUnchanged ? 'There is nothing to save.' : null)
  return (
    <>
      <Tooltip label="A bundled set stays as it is: this saves your own copy" disabled={!isBundled}>
        <Button
          flex="none"
          variant="default"
          leftSection={<Save size={13} />}
          loading={isSaving}
          disabled={isUnchanged}
          onClick={() => void save()}
        >
          {isBundled ? 'Save a copy' : 'Save'}
        </Button>
      </Tooltip>
      <SavedMark isDirty={isDirty} savedId={savedId} isBundled={isBundled} />
    </>
  )
}

function SavedMark(props: { isDirty: boolean; savedId: string | null; isBundled: boolean }) {
  const { isDirty, savedId, isBundled } = props
  const isKept = usePrompts((state) => state.isKept)
  if (isDirty) {
    const kept = 'Kept here as a draft, even when Patchbay is closed'
    const lost = 'Too large to be kept as a draft: save it under a name before you close Patchbay'
    return (
      <Tooltip label={isKept ? kept : lost}>
        <span className={styles.unsaved} tabIndex={0}>
          <span>{isKept ? 'Unsaved changes' : 'Unsaved, too large for a draft'}</span>
        </span>
      </Tooltip>
    )
  }
  if (savedId === null) return null
  return <span className={styles.saved}>{isBundled ? 'Bundled' : 'Saved'}</span>
}

/** The ways to get rows. */
function NewRows() {
  const reset = useRef<() => void>(null)
  const take = (files: File[]) => {
    // Without this the same file could not be chosen twice.
    reset.current?.()
    void importFiles(files)
  }
  return (
    <>
      <Tooltip label="Starts an empty set">
        <Button
          flex="none"
          variant="default"
          leftSection={<Plus size={13} />}
          onClick={() => replaceDraft({ type: 'new' })}
        >
          New
        </Button>
      </Tooltip>
      <Tooltip label="Prompts of a task, made from templates and word lists">
        <Button
          flex="none"
          variant="default"
          leftSection={<Sparkles size={13} />}
          onClick={() => void openMakePrompts()}
        >
          Make
        </Button>
      </Tooltip>
      <FileButton
        multiple
        resetRef={reset}
        accept={PROMPT_FILES}
        onChange={take}
        inputProps={{ 'aria-label': 'Prompt file' }}
      >
        {(props) => (
          <Tooltip label="Rows of a file: CSV, JSON, JSONL, Excel or Parquet">
            <Button {...props} flex="none" variant="default" leftSection={<Upload size={13} />}>
              Import
            </Button>
          </Tooltip>
        )}
      </FileButton>
    </>
  )
}
