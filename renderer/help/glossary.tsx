import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { openTerm } from '../state/help'
import { TERM_GROUPS, type Term } from '../terms'
import styles from './glossary.module.css'

/** Every term with what it means; each leads to its definition. */
export function Glossary() {
  const [search, setSearch] = useState('')
  const groups = TERM_GROUPS.map(({ title, terms }) => ({
    title,
    terms: terms.filter((term) => isFound(term, search)),
  })).filter(({ terms }) => terms.length > 0)
  return (
    <div className={styles.glossary}>
      <TextInput
        size="xs"
        type="search"
        aria-label="Find a term"
        placeholder="Find a term"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {groups.length === 0 && <p className="nothing">No term has these words.</p>}
      {groups.map(({ title, terms }) => (
        <div key={title}>
          <h3 className={styles.title}>{title}</h3>
          <dl className={styles.terms}>
            {terms.map((term) => (
              <Entry key={term.words[0]} term={term} />
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}

function Entry({ term }: { term: Term }) {
  return (
    <div>
      <dt>
        <button type="button" role="link" className={styles.word} onClick={() => openTerm(term)}>
          {term.words[0]}
        </button>
      </dt>
      <dd>{term.text}</dd>
    </div>
  )
}

/** Words of the term first come to mind, so what it means is searched too. */
function isFound({ words, text }: Term, search: string): boolean {
  const all = [...words, text].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
