import { Button, Group, Loader, Modal, TextInput } from '@mantine/core'
import { Box, CornerLeftUp, FileBox, Folder } from 'lucide-react'
import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react'
import { messageOf, type FolderEntry, type ResultOf } from '../../../contract'
import { call } from '../../state/client'
import { Note } from '../../widgets/note'
import styles from './folder-browser.module.css'
import { typedPath } from './typed-path'

type Listing = ResultOf<'files.list'>

interface FolderBrowserProps {
  opened: boolean
  onClose: () => void
  onChoose: (path: string) => void
}

/** The open dialog of the browser shell: folders of the machine Patchbay runs on. */
export function FolderBrowser(props: FolderBrowserProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="Open a model" size="lg" centered>
      <Folders {...props} />
    </Modal>
  )
}

function Folders({ onClose, onChoose }: FolderBrowserProps) {
  const { listing, problem, isLoading, go } = useFolder()
  const [typed, setTyped] = useState('')
  useEffect(() => setTyped(listing?.path ?? ''), [listing])

  const choose = (path: string) => {
    onClose()
    onChoose(path)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    go(typedPath(typed))
  }
  const entries = listing?.entries.filter(({ kind }) => kind !== 'other') ?? []
  return (
    <>
      <form className={styles.browserPath} onSubmit={submit}>
        <TextInput
          flex={1}
          size="xs"
          aria-label="Folder"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          rightSection={isLoading ? <Loader size={12} /> : null}
          styles={{ input: { fontFamily: 'var(--mono)' } }}
        />
        <Button type="submit" variant="default">
          Go
        </Button>
      </form>
      {problem && (
        <div style={{ marginBottom: 8 }}>
          <Note tone="problem">{problem}</Note>
        </div>
      )}
      <div className={styles.browserList} role="group" aria-label="Folders and weights files">
        {listing?.parent && (
          <Entry icon={<CornerLeftUp size={14} />} name="Parent folder" onClick={() => go(listing.parent!)} />
        )}
        {entries.map((entry) => (
          <FolderRow key={entry.path} entry={entry} go={go} choose={choose} />
        ))}
        {listing && entries.length === 0 && (
          <p className="dim" style={{ padding: '4px 10px' }}>
            No folders or weights files here.
          </p>
        )}
      </div>
      <Group justify="flex-end" mt="sm" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!listing} onClick={() => listing && choose(listing.path)}>
          Open this folder
        </Button>
      </Group>
    </>
  )
}

interface FolderRowProps {
  entry: FolderEntry
  go: (path: string) => void
  choose: (path: string) => void
}

function FolderRow({ entry, go, choose }: FolderRowProps) {
  if (entry.isModel) {
    return (
      <Entry
        icon={<Box size={14} />}
        name={entry.name}
        mark="Open model"
        onClick={() => choose(entry.path)}
      />
    )
  }
  if (entry.kind === 'weights') {
    return (
      <Entry
        icon={<FileBox size={14} />}
        name={entry.name}
        mark="Open weights"
        onClick={() => choose(entry.path)}
      />
    )
  }
  return <Entry icon={<Folder size={14} />} name={entry.name} onClick={() => go(entry.path)} />
}

function Entry(props: { icon: React.ReactNode; name: string; mark?: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.entry} onClick={props.onClick} title={props.name}>
      {props.icon}
      <span className="clip">{props.name}</span>
      {props.mark && <span className={styles.entryMark}>{props.mark}</span>}
    </button>
  )
}

/** One folder's contents; an answer for a folder that was left meanwhile is dropped. */
function useFolder() {
  const [listing, setListing] = useState<Listing | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isLoading, setLoading] = useState(false)
  const latestRequest = useRef(0)

  const go = useCallback(async (path?: string) => {
    const request = ++latestRequest.current
    setLoading(true)
    try {
      const answer = await call('files.list', path ? { path } : {})
      if (request !== latestRequest.current) return
      setListing(answer)
      setProblem(null)
    } catch (error) {
      if (request === latestRequest.current) setProblem(messageOf(error))
    } finally {
      if (request === latestRequest.current) setLoading(false)
    }
  }, [])
  useEffect(() => void go(), [go])
  return { listing, problem, isLoading, go: (path: string) => void go(path) }
}
