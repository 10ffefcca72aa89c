import { Button, TextInput } from '@mantine/core'
import { FolderOpen } from 'lucide-react'
import { useState, type DragEvent, type FormEvent } from 'react'
import { ARCHITECTURE_TITLES } from '../../../contract'
import { pickPath, shellKind } from '../../state/client'
import { notifyProblem } from '../../state/notify'
import { openModel } from '../../state/session'
import { useWorkbench } from '../../state/workbench'
import { Note } from '../../widgets/note'
import { droppedPath } from './dropped-path'
import { FolderBrowser } from './folder-browser'
import { Heading } from './heading'
import { layoutFamilies } from './layout-families'
import styles from './open-by-path.module.css'
import { typedPath } from './typed-path'

const FAMILIES = layoutFamilies(Object.values(ARCHITECTURE_TITLES))

/** Opens a model from the file system: typed, browsed for, or dropped. */
export function OpenByPath() {
  const opening = useWorkbench((state) => state.opening)
  const problem = useWorkbench((state) => state.modelProblem)
  const [path, setPath] = useState('')
  const [isBrowsing, setBrowsing] = useState(false)
  const [isOver, setOver] = useState(false)

  const open = async (chosen: string) => {
    setPath(chosen)
    const path = typedPath(chosen)
    if (path && (await openModel(path))) setPath('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void open(path)
  }
  const browse = async () => {
    if (shellKind() === 'browser') return setBrowsing(true)
    try {
      const picked = await pickPath('model-folder')
      if (picked) await open(picked)
    } catch (error) {
      notifyProblem('The dialog could not be opened', error)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const dropped = droppedPath(event.dataTransfer)
    if (dropped) void open(dropped)
    else
      notifyProblem('The path of the dropped item is unknown', 'Type or paste the path of the model instead.')
  }

  return (
    <section
      aria-label="Open a model of your own"
      className={styles.open}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Heading text="Your own model" />
      <form className={styles.openRow} onSubmit={submit}>
        <TextInput
          flex={1}
          size="xs"
          aria-label="Model path"
          placeholder="/home/you/models/gpt2"
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'var(--mono)' } }}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button variant="default" leftSection={<FolderOpen size={14} />} onClick={() => void browse()}>
          Browse
        </Button>
        <Button
          type="submit"
          disabled={!typedPath(path)}
          loading={opening !== null && opening === typedPath(path)}
        >
          Open model
        </Button>
      </form>
      <p className={styles.hint}>
        A Hugging Face folder (config.json, model.safetensors, tokenizer.json) or its .safetensors file,
        typed, browsed for or dropped here, of one of these architectures:
      </p>
      <ul className={styles.layouts} aria-label="Architectures that can be opened">
        {FAMILIES.map((titles) => (
          <li key={titles[0]}>{titles.join(', ')}</li>
        ))}
      </ul>
      {problem && opening === null && (
        <div className={styles.problem}>
          <Note tone="problem" title="The model was not opened">
            {problem}
          </Note>
        </div>
      )}
      <FolderBrowser
        opened={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={(chosen) => void open(chosen)}
      />
    </section>
  )
}
