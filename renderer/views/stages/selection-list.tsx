import { ActionIcon, Button } from '@mantine/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RunSummary, Site, SiteScores } from '../../../contract'
import { formatSigned } from '../../state/edge-values'
import { nodeOfSite, siteKey, siteTitle, rowIndex } from '../../state/sites'
import { toggleSite } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { Actions, Section } from '../../widgets/panes'
import { NodeRoleMark } from '../../widgets/role-mark'
import { ExplainHead } from './explain-head'
import styles from './selection-list.module.css'

interface SelectionListProps {
  scores: SiteScores | null
  /** The run on screen: heads are explained on its model and prompts. */
  run: RunSummary | null
  hint: string
  /** What the stage uses instead of this site; null where it uses the site itself. */
  noteOf?: (site: Site) => string | null
  children?: ReactNode
}

/** The sites chosen for the next stage; `children` are the buttons for what can be done with them. */
export function SelectionList({ scores, run, hint, noteOf, children }: SelectionListProps) {
  const selected = stageForm.use((form) => form.selected)
  const rows = scores ? rowIndex(scores) : new Map<string, number>()
  return (
    <Section title="Selection" note={String(selected.length)}>
      {selected.length === 0 && <p className={styles.hint}>{hint}</p>}
      <ul className={styles.chosen} aria-label="Selected sites">
        {selected.map((site) => {
          const row = rows.get(siteKey(site))
          const title = siteTitle(site)
          const note = noteOf?.(site)
          return (
            <li key={title}>
              <span title={siteKey(site)}>
                {title} {nodeOfSite(site) && <NodeRoleMark node={nodeOfSite(site)!} isCompact />}
                {note && <small className={styles.chosenNote}>{note}</small>}
              </span>
              <span className="dim">{row === undefined ? '' : formatSigned(scores!.effect[row])}</span>
              <ExplainHead run={run} node={nodeOfSite(site)} />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="xs"
                aria-label={`Remove ${title} from the selection`}
                onClick={() => toggleSite(site)}
              >
                <X size={12} />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
      <Actions>
        {children}
        {selected.length > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => stageForm.set({ selected: [] })}
          >
            Clear
          </Button>
        )}
      </Actions>
    </Section>
  )
}
