import { Button, Group, SegmentedControl, Tabs } from '@mantine/core'
import { Download } from 'lucide-react'
import { useState } from 'react'
import {
  jsonText,
  PROGRAM_TITLES,
  PROGRAMS,
  promptFile,
  pythonScript,
  runCommand,
  type RunDetail,
} from '../../../../contract'
import { CodeText } from '../../../widgets/code-text'
import { downloadText, runFileStem } from '../../../widgets/files'
import { Note } from '../../../widgets/note'
import styles from './command-form.module.css'

type PromptsFrom = 'store' | 'file'

/** A run as the command that starts it again, and as scripts of other programs. */
export function CommandForm({ detail }: { detail: RunDetail }) {
  const [from, setFrom] = useState<PromptsFrom>('store')
  const file = `${runFileStem(detail.config?.prompts.name ?? '')}-prompts.json`
  return (
    <Tabs defaultValue="command" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="command">Command line</Tabs.Tab>
        {PROGRAMS.map((program) => (
          <Tabs.Tab key={program} value={program}>
            {PROGRAM_TITLES[program]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="command" className={styles.panel}>
        <SegmentedControl
          size="xs"
          aria-label="Where the prompts are from"
          value={from}
          onChange={(value) => setFrom(value as PromptsFrom)}
          data={[
            { value: 'store', label: `Prompts of run ${detail.summary.number} in this store` },
            { value: 'file', label: 'Prompts in a file' },
          ]}
        />
        <Command detail={detail} file={from === 'file' ? file : undefined} />
        {from === 'file' && <SavePrompts detail={detail} file={file} />}
      </Tabs.Panel>
      {PROGRAMS.map((program) => {
        const { text, isThere } = pythonScript(program, detail, file)
        return (
          <Tabs.Panel key={program} value={program} className={styles.panel}>
            <CodeText text={text} name={`Script for ${PROGRAM_TITLES[program]}`} />
            {isThere && <SavePrompts detail={detail} file={file} />}
          </Tabs.Panel>
        )
      })}
    </Tabs>
  )
}

function Command({ detail, file }: { detail: RunDetail; file: string | undefined }) {
  const command = runCommand(detail, file)
  if (!command) return null
  return (
    <>
      <CodeText text={command.text} name="Command" />
      <p className="dim">
        For a POSIX shell. It starts the same run: the same model, prompts and choices.
        {file === undefined && (
          <>
            {' '}
            It looks into the workbench’s own store; add <span className={styles.option}>--db</span> for
            another.
          </>
        )}
      </p>
      {command.unsaid.length > 0 && (
        <Note tone="info" title="Taken from the run itself">
          No option says {command.unsaid.join('; nor ')}.
        </Note>
      )}
    </>
  )
}

/** Its prompts in a file that every command takes. */
function SavePrompts({ detail: { config }, file }: { detail: RunDetail; file: string }) {
  if (!config) return null
  return (
    <Group gap="xs">
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Download size={12} />}
        onClick={() => downloadText(file, jsonText(promptFile(config.prompts)))}
      >
        Save its prompts
      </Button>
      <span className="dim mono">{file}</span>
    </Group>
  )
}
