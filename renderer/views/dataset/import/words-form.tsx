import { Button, Group } from '@mantine/core'
import type { WordLists } from '../../../../contract'
import type { ImportQuestion } from '../../../state/prompt-import'
import { openMakePrompts } from '../../../state/make-prompts'
import { formatPlural } from '../../../widgets/format'
import form from './import-dialog.module.css'
import styles from './words-form.module.css'

const SHOWN_WORDS = 12

interface WordsFormProps extends Pick<ImportQuestion, 'settle'> {
  words: WordLists
}

/** Pairs of words: there are no prompts in them, but they can be the words of prompts that are made. */
export function WordsForm({ words, settle }: WordsFormProps) {
  const count = words.lists[0]?.words.length ?? 0
  return (
    <div className={form.form}>
      <p className={form.lead}>
        Recognised as <strong>{words.layout}</strong>: {formatPlural(count, 'pair')} of words, and no prompts.
        They can be the word lists of a template.
      </p>
      <dl className={form.texts}>
        {words.lists.map(({ name, words: list }) => (
          <div key={name} className={styles.wordRow}>
            <dt>{name}</dt>
            <dd>
              {list.slice(0, SHOWN_WORDS).join(', ')}
              {list.length > SHOWN_WORDS && ` and ${list.length - SHOWN_WORDS} more`}
            </dd>
          </div>
        ))}
      </dl>
      <Group className={form.footer} justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => settle(null)}>
          Close
        </Button>
        <Button
          onClick={() => {
            settle(null)
            void openMakePrompts(presetOf(words))
          }}
        >
          Make prompts from these words
        </Button>
      </Group>
    </div>
  )
}

/** A template of one's own, with the pairs as its words: the corrupt prompt has another pair's first word. */
function presetOf({ lists: [from, to] }: WordLists): Parameters<typeof openMakePrompts>[0] {
  const pairs = from.words.map((word, at) => [word, to.words[at]])
  // The list writes a pair with a stroke between.
  const entries = pairs.filter((pair) => pair.every((word) => word !== '' && !word.includes('/')))
  const slot = (name: string, which: 1 | 2) => `{${name}${which}}`
  return {
    task: 'template',
    templates: [`Input: ${slot(from.name, 1)} Output:`],
    options: {
      changes: `${slot(from.name, 1)}=${slot(from.name, 2)}`,
      answer: slot(to.name, 1),
      wrong: slot(to.name, 2),
    },
    lists: { [`${from.name}/${to.name}`]: entries.map((pair) => pair.join('/')) },
  }
}
