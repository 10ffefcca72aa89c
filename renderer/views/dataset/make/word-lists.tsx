import { Button, Textarea, TextInput } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { LeftOutWords, PromptTask, WordList } from '../../../../contract'
import { changeTask, choicesOfTask, useMaking } from '../../../state/make-prompts'
import { EditedLabel } from './edited-label'
import { FIELD } from './field-look'
import styles from './word-lists.module.css'

/** The word lists of a task, each editable in its field; a template of one's own may have more. */
export function WordLists({ task }: { task: PromptTask }) {
  const { lists } = choicesOfTask(task.name)
  const added = Object.keys(lists).filter((name) => !task.lists.some((list) => list.name === name))
  // Slots of a template of one's own are called as its lists are.
  const own =
    task.name === 'template' ? task.lists.map((list) => ({ ...list, label: list.name })) : task.lists
  const all = [...own, ...added.map((name) => ({ name, label: name, words: [] as string[] }))]
  const set = (name: string, words: string[] | undefined) => {
    const { [name]: _, ...others } = lists
    changeTask({ lists: words === undefined ? others : { ...lists, [name]: words } })
  }
  return (
    <>
      {all.map((list) => (
        <ListEditor
          key={list.name}
          list={list}
          typed={lists[list.name]}
          onChange={(words) => set(list.name, words)}
        />
      ))}
      {task.name === 'template' && (
        <AddList taken={all.map(({ name }) => name)} onAdd={(name) => set(name, [])} />
      )}
    </>
  )
}

interface ListEditorProps {
  list: WordList
  typed: string[] | undefined
  /** undefined: back to the task's own words, or no such list. */
  onChange: (words: string[] | undefined) => void
}

function ListEditor({ list, typed, onChange }: ListEditorProps) {
  const words = typed ?? list.words
  const leftOut = useMaking((state) => state.preview?.leftOut.find((one) => one.list === list.name))
  return (
    <Textarea
      {...FIELD}
      label={
        <EditedLabel
          label={list.label}
          count={words.filter((word) => word.trim() !== '').length}
          isEdited={typed !== undefined}
          onReset={() => onChange(undefined)}
        />
      }
      labelProps={{ w: '100%' }}
      description={leftOut && leftOutText(leftOut)}
      aria-label={`Words of ${list.name}`}
      autosize
      minRows={2}
      maxRows={5}
      spellCheck={false}
      value={words.join(', ')}
      onChange={(event) => onChange(event.currentTarget.value.split(/,\s?|\n/))}
    />
  )
}

function leftOutText({ count, of, tokens, examples }: LeftOutWords): string {
  const why =
    tokens === null ? 'of another number of tokens' : tokens === 1 ? 'not one token' : `not ${tokens} tokens`
  const more = examples.length < count ? ', ...' : ''
  return `${count} of ${of} left out (${why}): ${examples.join(', ')}${more}`
}

function AddList({ taken, onAdd }: { taken: readonly string[]; onAdd: (name: string) => void }) {
  const [name, setName] = useState('')
  const trimmed = name.trim()
  const add = () => {
    onAdd(trimmed)
    setName('')
  }
  return (
    <div className={styles.add}>
      <TextInput
        size="xs"
        aria-label="Name of a new word list"
        placeholder="city, or hot/cold for pairs"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        variant="default"
        leftSection={<Plus size={13} />}
        disabled={trimmed === '' || taken.includes(trimmed)}
        onClick={add}
      >
        Add list
      </Button>
    </div>
  )
}
