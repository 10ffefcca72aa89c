import { ActionIcon, Button, Group, Menu, Modal, TagsInput } from '@mantine/core'
import {
  CircleHelp,
  Download,
  EllipsisVertical,
  Pencil,
  RotateCw,
  Tags,
  Trash2,
  Workflow,
} from 'lucide-react'
import { useState } from 'react'
import type { RunSummary } from '../../../contract'
import { deleteRun, exportRun, resumeRun, tagRun } from '../../state/run-actions'
import { openRun } from '../../state/open-run'
import { askScores, isAskable } from '../../state/score-question'
import { isResumable } from './run-list'

/** Everything that can be done with one run. */
export function RunMenu({ run, onRename }: { run: RunSummary; onRename: () => void }) {
  const [isTagging, setTagging] = useState(false)
  // A closing menu returns the focus to its button: an action that moves the focus waits until then.
  const [after, setAfter] = useState<(() => void) | null>(null)
  const onClosed = () => {
    after?.()
    setAfter(null)
  }
  return (
    <>
      <Menu position="bottom-end" shadow="md" withinPortal onExitTransitionEnd={onClosed}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions for run ${run.number}`}>
            <EllipsisVertical size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Workflow size={14} />} onClick={() => void openRun(run)}>
            Open
          </Menu.Item>
          {isResumable(run) && (
            <Menu.Item leftSection={<RotateCw size={14} />} onClick={() => void resumeRun(run.id)}>
              Resume
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setAfter(() => onRename)}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<Tags size={14} />} onClick={() => setAfter(() => () => setTagging(true))}>
            Edit tags
          </Menu.Item>
          {isAskable(run) && (
            <Menu.Item
              leftSection={<CircleHelp size={14} />}
              onClick={() => setAfter(() => () => askScores(run))}
            >
              Set score meaning
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<Download size={14} />} onClick={() => void exportRun(run.id, 'json')}>
            Export circuit (JSON)
          </Menu.Item>
          <Menu.Item leftSection={<Download size={14} />} onClick={() => void exportRun(run.id, 'csv')}>
            Export edges (CSV)
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<Trash2 size={14} />} onClick={() => void deleteRun(run)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isTagging && <TagDialog run={run} onClose={() => setTagging(false)} />}
    </>
  )
}

function TagDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const [tags, setTags] = useState(run.tags)
  const save = () => {
    onClose()
    void tagRun(run.id, tags)
  }
  return (
    <Modal opened onClose={onClose} title={`Tags of run ${run.number}`} centered>
      <TagsInput
        label="Tags"
        description="Enter or a comma ends a tag."
        data-autofocus
        maxTags={20}
        maxLength={40}
        value={tags}
        onChange={setTags}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={save}>Save tags</Button>
      </Group>
    </Modal>
  )
}
