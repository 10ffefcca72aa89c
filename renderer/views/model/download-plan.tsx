import { Button, Loader } from '@mantine/core'
import { Download } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { DownloadPlan, PlannedFile } from '../../../contract'
import { dropPlan, planDownload, startPlanned, useHub, type PlannedDownload } from '../../state/hub'
import { openModel } from '../../state/session'
import { formatBytes, formatPlural } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { Actions, Facts } from '../../widgets/panes'
import styles from './download-plan.module.css'
import { Heading } from './heading'

/** What a download would fetch and from where, before anything of it is fetched. */
export function PlannedDownloadCard() {
  const planned = useHub((state) => state.planned)
  const card = useRef<HTMLElement>(null)
  const shown = planned && `${planned.name} ${planned.state}`
  // It is below what was pressed, perhaps out of sight.
  useEffect(() => void card.current?.scrollIntoView({ block: 'nearest' }), [shown])
  if (!planned) return null
  return (
    <section ref={card} className={styles.card} aria-label="Download" aria-busy={planned.state === 'asking'}>
      <Heading text={`Download ${planned.name}`} />
      <PlanShown planned={planned} />
    </section>
  )
}

export function PlanShown({ planned }: { planned: PlannedDownload }) {
  switch (planned.state) {
    case 'asking':
      return (
        <>
          <p className={styles.waiting} role="status">
            <Loader size={14} aria-hidden />
            Asking the hub which files it has. Nothing is fetched yet.
          </p>
          <Actions>
            <Button variant="default" onClick={dropPlan}>
              Cancel
            </Button>
          </Actions>
        </>
      )
    case 'failed':
      return (
        <>
          <Note tone="problem" title="Nothing was downloaded">
            {planned.message}
          </Note>
          <Actions>
            <Button variant="default" onClick={() => void planDownload(planned.name)}>
              Try again
            </Button>
            <Button variant="default" onClick={dropPlan}>
              Close
            </Button>
          </Actions>
        </>
      )
    case 'planned':
      return <Plan plan={planned.plan} isStarting={planned.isStarting} />
  }
}

function Plan({ plan, isStarting }: { plan: DownloadPlan; isStarting: boolean }) {
  return (
    <>
      <Facts facts={factsOf(plan)} />
      <ul className={styles.files} aria-label="Files" tabIndex={0}>
        {plan.files.map((file) => (
          <FileRow key={file.path} file={file} />
        ))}
      </ul>
      {plan.notes.map((note) => (
        <Note key={note} tone="info">
          {note}
        </Note>
      ))}
      {plan.problem !== null && <Note tone="problem">{plan.problem}</Note>}
      <Actions>
        {plan.problem === null && <StartButton plan={plan} isStarting={isStarting} />}
        <Button variant="default" onClick={dropPlan}>
          {plan.problem === null ? 'Not now' : 'Close'}
        </Button>
      </Actions>
    </>
  )
}

function StartButton({ plan, isStarting }: { plan: DownloadPlan; isStarting: boolean }) {
  if (plan.missingBytes === 0)
    return (
      <Button
        onClick={() => {
          dropPlan()
          void openModel(plan.name)
        }}
      >
        Open model
      </Button>
    )
  return (
    <Button leftSection={<Download size={13} />} loading={isStarting} onClick={() => void startPlanned(plan)}>
      Download {formatBytes(plan.missingBytes)}
    </Button>
  )
}

function factsOf(plan: DownloadPlan): [string, string][] {
  return [
    ['From', `${plan.from}/${plan.repo}`],
    ['Revision', `${plan.revision}, commit ${plan.commit.slice(0, 12)}`],
    ['To', plan.into],
    ['Size', sizeText(plan)],
    ['Free', plan.freeBytes === null ? '' : `${formatBytes(plan.freeBytes)} on this disk`],
    ['Licence', plan.licence ?? 'not named by the repository'],
  ]
}

/** `166 MB in 4 files, of which 62 MB are here` */
function sizeText({ totalBytes, missingBytes, files }: DownloadPlan): string {
  const all = `${formatBytes(totalBytes)} in ${formatPlural(files.length, 'file')}`
  if (missingBytes === 0) return `${all}, all of it here`
  const presentBytes = totalBytes - missingBytes
  return presentBytes === 0 ? all : `${all}, of which ${formatBytes(presentBytes)} are here`
}

function FileRow({ file: { path, bytes, presentBytes } }: { file: PlannedFile }) {
  return (
    <li>
      <span className="clip" title={path}>
        {path}
      </span>
      <span className={styles.present}>
        {presentBytes >= bytes ? 'here' : presentBytes > 0 ? `${formatBytes(presentBytes)} here` : ''}
      </span>
      <span className={styles.size}>{formatBytes(bytes)}</span>
    </li>
  )
}
