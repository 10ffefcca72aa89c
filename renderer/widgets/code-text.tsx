import { Button } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { Fragment, useState, type ReactNode } from 'react'
import styles from './code-text.module.css'

/** Text to be copied whole, with a button that does. */
export function CodeText({ text, name }: { text: string; name: string }) {
  const [isCopied, setCopied] = useState(false)
  const isOneLine = !text.includes('\n')
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <div className={styles.code}>
      <pre tabIndex={0} role="region" aria-label={name}>
        {isOneLine ? inWords(text) : text}
      </pre>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={isCopied ? <Check size={12} /> : <Copy size={12} />}
        onClick={copy}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}

/** Lines end between words: an option in two parts could not be read. */
function inWords(text: string): ReactNode {
  return text.split(' ').map((word, at) => (
    <Fragment key={at}>
      {at > 0 && ' '}
      <span className={styles.word}>{word}</span>
    </Fragment>
  ))
}
