import { Button, Group, TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { RunSummary } from '../../../../contract'
import { tagRun } from '../../../state/run-actions'
import { tagRuns } from '../../../state/run-bulk'
import { closeRunDialog } from '../../../state/run-dialogs'

/** The tags of a run; of several, those that all of them have, which are added or taken away together. */
export function TagsForm({ runs }: { runs: RunSummary[] }) {
  const common = runs[0].tags.filter((tag) => runs.every((run) => run.tags.includes(tag)))
  const [tags, setTags] = useState(common)
  const isOne = runs.length === 1
  const save = () => {
    closeRunDialog()
    const remove = common.filter((tag) => !tags.includes(tag))
    const add = tags.filter((tag) => !common.includes(tag))
    if (isOne) void tagRun(runs[0].id, tags)
    else void tagRuns(runs, { add, remove })
  }
  return (
    <>
      <TagsInput
        label="Tags"
        description={`Enter or a comma ends a tag.${isOne ? '' : ' Those that only some of the runs have stay.'}`}
        data-autofocus
        maxTags={20}
        maxLength={40}
        value={tags}
        onChange={setTags}
      />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={closeRunDialog}>
          Cancel
        </Button>
        <Button onClick={save}>Save tags</Button>
      </Group>
    </>
  )
}
