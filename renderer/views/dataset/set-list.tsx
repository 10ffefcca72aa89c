import { ActionIcon, Button, Group, Modal, Popover } from '@mantine/core'
import { ChevronDown, Library, Lock, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { PromptSetSummary, SampleInfo } from '../../../contract'
import { useHost } from '../../state/host'
import { notifyProblem } from '../../state/notify'
import { isBlank } from '../../state/prompt-draft'
import type { ReplacedDraft } from '../../state/kept-drafts'
import { deleteSet, loadSet } from '../../state/prompt-sets'
import { usePrompts } from '../../state/prompt-store'
import { bringBack } from '../../state/prompts'
import { formatPlural, formatWhen } from '../../widgets/format'
import styles from './set-list.module.css'

/** The saved and bundled sets: one click loads, deleting asks first. */
export function SetList() {
  const sets = usePrompts((state) => state.sets)
  const problem = usePrompts((state) => state.listProblem)
  const savedId = usePrompts((state) => state.draft.savedId)
  const [opened, setOpened] = useState(false)
  const [toDelete, setToDelete] = useState<PromptSetSummary | null>(null)

  const samples = useHost((state) => state.info?.samples)
  const groups = setGroups(sets, samples ?? [])

  const load = (set: PromptSetSummary) => {
    setOpened(false)
    loadSet(set.id).catch((error: unknown) => notifyProblem(`“${set.name}” could not be loaded`, error))
  }
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md">
        <Popover.Target>
          <Button
            flex="none"
            variant="default"
            leftSection={<Library size={13} />}
            rightSection={<ChevronDown size={13} />}
            onClick={() => setOpened(!opened)}
          >
            Prompt sets
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={6}>
          {problem && <p className={styles.bad}>{problem}</p>}
          {sets.length === 0 && !problem && (
            <p className="dim" style={{ margin: 6 }}>
              Sets you save appear here.
            </p>
          )}
          <div className={styles.lists}>
            {groups.map((group) => (
              <section key={group.title} aria-label={group.title}>
                <h3 className={styles.setsTitle}>{group.title}</h3>
                <ul className={styles.sets} aria-label={`Prompt sets: ${group.title}`}>
                  {group.sets.map((set) => (
                    <SetItem
                      key={set.id}
                      set={set}
                      isCurrent={set.id === savedId}
                      onLoad={() => load(set)}
                      onDelete={() => {
                        setOpened(false)
                        setToDelete(set)
                      }}
                    />
                  ))}
                </ul>
              </section>
            ))}
            <ReplacedDrafts onTaken={() => setOpened(false)} />
          </div>
        </Popover.Dropdown>
      </Popover>
      <DeleteDialog set={toDelete} onClose={() => setToDelete(null)} />
    </>
  )
}

/** Saved sets, and the bundled ones of each sample. */
function setGroups(sets: readonly PromptSetSummary[], samples: readonly SampleInfo[]) {
  const ofSample = ({ title, prompts }: SampleInfo) => ({
    title: `Sample: ${title}`,
    sets: sets.filter((set) => set.bundled && prompts.some(({ id }) => id === set.id)),
  })
  const saved = { title: 'Saved by you', sets: sets.filter(({ bundled }) => !bundled) }
  return [saved, ...samples.map(ofSample)].filter((group) => group.sets.length > 0)
}

interface SetItemProps {
  set: PromptSetSummary
  isCurrent: boolean
  onLoad: () => void
  onDelete: () => void
}

function SetItem({ set, isCurrent, onLoad, onDelete }: SetItemProps) {
  return (
    <li>
      <button type="button" className={styles.setItem} aria-current={isCurrent || undefined} onClick={onLoad}>
        <span className="clip">{set.name}</span>
        {set.bundled && <Lock size={11} aria-label="bundled" />}
        <small>{formatPlural(set.rowCount, 'row')}</small>
      </button>
      {!set.bundled && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Delete ${set.name}`}
          onClick={onDelete}
        >
          <Trash2 size={13} />
        </ActionIcon>
      )}
    </li>
  )
}

/** Prompts that were replaced before they were saved. */
function ReplacedDrafts({ onTaken }: { onTaken: () => void }) {
  const replaced = usePrompts((state) => state.replaced)
  if (replaced.length === 0) return null
  const take = (one: ReplacedDraft) => {
    onTaken()
    bringBack(one.draft)
  }
  return (
    <>
      <h3 className={styles.setsTitle}>Replaced before they were saved</h3>
      <ul className={styles.sets} aria-label="Replaced prompts">
        {replaced.map((one) => (
          <li key={one.replacedAt}>
            <button type="button" className={styles.setItem} onClick={() => take(one)}>
              <span className="clip">{one.draft.name.trim() || 'Untitled prompts'}</span>
              <small>
                {formatPlural(one.draft.rows.filter((row) => !isBlank(row)).length, 'row')},{' '}
                {formatWhen(one.replacedAt)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function DeleteDialog({ set, onClose }: { set: PromptSetSummary | null; onClose: () => void }) {
  const confirm = async () => {
    if (!set) return
    onClose()
    await deleteSet(set.id).catch((error: unknown) => notifyProblem(`“${set.name}” was not deleted`, error))
  }
  return (
    <Modal opened={set !== null} onClose={onClose} title="Delete prompt set" centered>
      <p style={{ margin: 0, overflowWrap: 'anywhere' }}>
        Delete “{set?.name}” ({formatPlural(set?.rowCount ?? 0, 'row')})? Runs made with it keep their own
        copy.
      </p>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button color="red.9" onClick={() => void confirm()}>
          Delete set
        </Button>
      </Group>
    </Modal>
  )
}
