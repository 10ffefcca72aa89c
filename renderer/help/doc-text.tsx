import { Loader } from '@mantine/core'
import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from 'react'
import { openHelp } from '../state/help'
import { Note } from '../widgets/note'
import { DOC_NAMES, type DocName, type DocPage } from './doc-names'
import { DOC_PAGES } from './doc-pages'
import styles from './doc-text.module.css'

interface DocTextProps {
  page: DocName
  /** The id of what is scrolled to and marked; empty for the beginning. */
  section: string
}

/** A page of the docs with its contents; links to others lead there. */
export function DocText({ page, section }: DocTextProps) {
  const { doc, problem } = useDocPage(page)
  const text = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const target = section && text.current?.querySelector(`[id="${CSS.escape(section)}"]`)
    if (!target) {
      // Newer browsers return a promise here, which React would take for the end of the effect.
      text.current?.scrollTo(0, 0)
      return
    }
    target.setAttribute('data-target', '')
    target.scrollIntoView({ block: 'start' })
    return () => target.removeAttribute('data-target')
  }, [doc, section])
  if (problem) return <Note tone="problem">This page could not be loaded: {problem}</Note>
  if (!doc) return <Loader m="md" size={16} />
  return (
    <div className={styles.page}>
      <nav className={styles.contents} aria-label="On this page">
        {doc.sections.map(({ id, text: title, level }) => (
          <button
            key={id}
            type="button"
            data-level={level}
            aria-current={id === section || undefined}
            onClick={() => openHelp({ page, section: id })}
          >
            {title}
          </button>
        ))}
      </nav>
      {/* Our own Markdown, made into HTML at build time, without any HTML of its own. */}
      <div
        ref={text}
        className={styles.text}
        tabIndex={0}
        role="document"
        aria-label={doc.title}
        onClick={(event) => followLink(event, page)}
        dangerouslySetInnerHTML={{ __html: doc.html }}
      />
    </div>
  )
}

function followLink(event: MouseEvent, here: DocName): void {
  const link = (event.target as Element).closest<HTMLElement>('a[data-page]')
  if (!link) return
  event.preventDefault()
  const { page = '', section = '' } = link.dataset
  openHelp({ page: DOC_NAMES.find((name) => name === page) ?? here, section })
}

function useDocPage(page: DocName): { doc: DocPage | null; problem: string | null } {
  const [state, setState] = useState<{ doc: DocPage | null; problem: string | null }>(NOT_YET)
  useEffect(() => {
    let isWanted = true
    DOC_PAGES[page]().then(
      ({ default: doc }) => isWanted && setState({ doc, problem: null }),
      (error: unknown) => isWanted && setState({ doc: null, problem: String(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [page])
  return state
}

const NOT_YET = { doc: null, problem: null }
