import { Button, Group } from '@mantine/core'
import type { WordLists } from '../../../../contract'
import type { ImportQuestion } from '../../../state/prompt-import'
import { formatPlural } from '../../../widgets/format'
import styles from './import-dialog.module.css'

const SHOWN_WORDS = 12

interface WordsFormProps extends Pick<ImportQuestion, 'settle'> {
  words: WordLists
}

/** Pairs of words: there are no prompts in them, but they can be the words of prompts that are made. */
export function WordsForm({ words, settle }: WordsFormProps) {
  const count = words.lists[0]?.words.length ?? 0
  return (
    <div className={styles.form}>
      <p className={styles.lead}>
        Recognised as <strong>{words.layout}</strong>: {formatPlural(count, 'pair')} of words, and no prompts.
        They can be the word lists of a template.
      </p>
      <dl className={styles.texts}>
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
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => settle(null)}>
          Close
        </Button>
      </Group>
    </div>
  )
}
