import { Button, Loader, Menu } from '@mantine/core'
import { Download, FileBox, Folder, FolderOpen } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useKeptText } from '../../state/kept-scroll'
import { ARCHITECTURE_TITLES } from '../../../contract'
import { pickPath, shellKind } from '../../state/client'
import { planDownload } from '../../state/hub'
import { notifyProblem } from '../../state/notify'
import { cancelOpening, openModel } from '../../state/session'
import { useWorkbench } from '../../state/workbench'
import { Note } from '../../widgets/note'
import { Actions } from '../../widgets/panes'
import { FolderBrowser } from './folder-browser'
import { Heading } from './heading'
import { layoutFamilies } from './layout-families'
import { ModelField } from './model-field'
import styles from './open-model.module.css'
import { typedPath } from './typed-path'

const FAMILIES = layoutFamilies(Object.values(ARCHITECTURE_TITLES))

/** Opens a model from wherever it is: a path, a name, or what is found by a few letters of either. */
export function OpenModel() {
  const [typed, setTyped] = useKeptText('model path')
  const opening = useWorkbench((state) => state.opening)

  const open = async (chosen: string) => {
    setTyped(chosen)
    const path = typedPath(chosen)
    if (path && (await openModel(path))) setTyped('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void open(typed)
  }
  return (
    <section aria-label="Open a model">
      <Heading text="Open a model" />
      <form className={styles.row} onSubmit={submit}>
        <ModelField typed={typed} onType={setTyped} onOpen={(path) => void open(path)} />
        <BrowseButton onChoose={(path) => void open(path)} />
        <Button
          type="submit"
          disabled={!typedPath(typed)}
          loading={opening !== null && opening === typedPath(typed)}
        >
          Open model
        </Button>
      </form>
      {opening === null ? <Problem /> : <Opening path={opening} />}
      <p className={styles.hint}>
        A Hugging Face folder, a .safetensors or .onnx file, or the name of a model of the hub: typed, browsed
        for, or dropped anywhere on this page.
      </p>
      <details className={styles.architectures}>
        <summary>{Object.keys(ARCHITECTURE_TITLES).length} architectures can be opened</summary>
        <ul aria-label="Architectures that can be opened">
          {FAMILIES.map((titles) => (
            <li key={titles[0]}>{titles.join(', ')}</li>
          ))}
        </ul>
      </details>
    </section>
  )
}

/** A model that is being read: a large one on a slow disk, or of many files, takes a while. */
function Opening({ path }: { path: string }) {
  return (
    <div className={styles.opening} role="status" aria-label="Opening">
      <Loader size={14} aria-hidden />
      <span className="clip">
        Opening <bdi className="mono">{path}</bdi>
      </span>
      <Button size="compact-xs" variant="default" onClick={cancelOpening}>
        Cancel
      </Button>
    </div>
  )
}

function Problem() {
  const problem = useWorkbench((state) => state.modelProblem)
  const name = useWorkbench((state) => state.modelToDownload)
  if (!problem) return null
  return (
    <div className={styles.problem}>
      <Note tone="problem" title="The model was not opened">
        {problem}
        {name !== null && (
          <Actions>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<Download size={12} />}
              title="Asks the hub which files there are. Nothing is fetched before you have seen them."
              onClick={() => void planDownload(name)}
            >
              Download…
            </Button>
          </Actions>
        )}
      </Note>
    </div>
  )
}

/** The system's dialog, which shows either folders or files; in the browser ours, which shows both. */
function BrowseButton({ onChoose }: { onChoose: (path: string) => void }) {
  const [isBrowsing, setBrowsing] = useState(false)
  const pick = async (kind: 'model-folder' | 'weights-file') => {
    try {
      const picked = await pickPath(kind)
      if (picked) onChoose(picked)
    } catch (error) {
      notifyProblem('The dialog could not be opened', error)
    }
  }
  if (shellKind() === 'browser')
    return (
      <>
        <Button variant="default" leftSection={<FolderOpen size={14} />} onClick={() => setBrowsing(true)}>
          Browse
        </Button>
        <FolderBrowser opened={isBrowsing} onClose={() => setBrowsing(false)} onChoose={onChoose} />
      </>
    )
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<FolderOpen size={14} />}>
          Browse
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Folder size={14} />} onClick={() => void pick('model-folder')}>
          Model folder…
        </Menu.Item>
        <Menu.Item leftSection={<FileBox size={14} />} onClick={() => void pick('weights-file')}>
          .safetensors or .onnx file…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
