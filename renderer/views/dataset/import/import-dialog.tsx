import { Modal } from '@mantine/core'
import { useImport, type ImportQuestion } from '../../../state/prompt-import'
import { ColumnsForm } from './columns-form'
import { RecognisedForm } from './recognised-form'
import { WordsForm } from './words-form'

/** Asks how a file or pasted text is read, where that cannot be known or is a choice. */
export function ImportDialog() {
  const question = useImport((state) => state.question)
  return (
    <Modal
      opened={question !== null}
      onClose={() => question?.settle(null)}
      title={question ? titleOf(question) : ''}
      size="min(1080px, 94vw)"
      centered
    >
      {question && <ImportForm question={question} />}
    </Modal>
  )
}

function titleOf({ source }: ImportQuestion): string {
  const name = source.file?.fileName
  return name === undefined ? 'Paste prompts' : `Import ${name}`
}

function ImportForm({ question }: { question: ImportQuestion }) {
  const { read, source, settle } = question
  if (read.kind === 'columns') return <ColumnsForm table={read} source={source} settle={settle} />
  if (read.kind === 'rows') return <RecognisedForm read={read} source={source} settle={settle} />
  return <WordsForm words={read} settle={settle} />
}
