import { Button, Tooltip } from '@mantine/core'
import { certificateNote, type RunConfig, type RunDetail, type RunSummary } from '../../contract'
import { isOfOpenModel } from '../state/belonging'
import { shownChoices } from '../state/shown-title'
import { fillForm } from '../methods/registry'
import { differencesOf, type Difference } from '../state/differences'
import { isImported } from '../state/finds'
import { takePrompts } from '../state/open-run'
import { ownerOf } from '../state/owner'
import { usePromptSet } from '../state/prompt-store'
import { useRunList } from '../state/run-store'
import { openModel } from '../state/session'
import { useKnownStability } from '../state/stability'
import { useObstacle } from '../state/use-obstacle'
import { showView, useWorkbench } from '../state/workbench'
import { Banner } from './banner'
import { CertificateMark } from './certificate-mark'
import { StabilityBadge } from './stability-badge'
import styles from './run-title.module.css'

/** The run on screen with its model and prompts, which may differ from those of the form. */
export function RunTitle({ summary, side }: { summary: RunSummary; side?: 'A' | 'B' }) {
  const { run, method, model, prompts } = ownerOf(summary)
  return (
    <div className={styles.title} role="group" aria-label={side ? `Run ${side} on screen` : 'On screen'}>
      {side && <b data-side={side}>{side}</b>}
      <span className={styles.run} title={run}>
        {run}
      </span>
      <span className={styles.method}>
        {method} {!isImported(summary) && shownChoices(summary)}
      </span>
      <span className={styles.model} title={summary.model || model}>
        <i>model</i>
        {model}
      </span>
      <span title={prompts}>
        <i>prompts</i>
        {prompts}
      </span>
      <StabilityBadge summary={summary} />
      <CertificateMark note={certificateNote(summary)} />
    </div>
  )
}

/** Without a run: what is shown instead, and the model; a model of which there are runs has none on screen only. */
export function NoRunTitle({ isReading, text }: { isReading: boolean; text?: string }) {
  const model = useWorkbench((state) => state.model)
  const hasRuns = useRunList()?.some((run) => isOfOpenModel(run, model))
  const without = text ?? (hasRuns ? 'No run on screen' : 'No run yet')
  return (
    <div className={styles.title} role="group" aria-label="On screen">
      <span className={styles.run}>{isReading ? 'Reading the run…' : without}</span>
      {model && (
        <span title={model.path}>
          <i>model</i>
          {model.name}
        </span>
      )}
    </div>
  )
}

interface BelongingProps {
  detail: RunDetail
  /** The run as it is now; the detail's summary may be older. */
  summary: RunSummary
  /** What the form of this view would start now. */
  config: RunConfig | null
  /** Starts it; left out where it cannot be started. */
  again?: (() => void) | null
}

/** The run on screen by name, and how it differs from what the form would start, with buttons to resolve that. */
export function Belonging({ detail, summary, config, again }: BelongingProps) {
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const runs = useRunList()
  const runName = (id: string) => {
    const run = runs?.find((each) => each.id === id)
    return run ? ownerOf(run).run : 'a deleted run'
  }
  const stability = useKnownStability(detail)
  const differences = differencesOf(detail, { model, prompts, config, runName })
  return (
    <>
      <RunTitle summary={{ ...summary, stability }} />
      {differences.length > 0 && (
        <DifferenceBanner detail={detail} differences={differences}>
          {again && differences.some(({ kind }) => kind !== 'model') && <Again again={again} />}
        </DifferenceBanner>
      )}
    </>
  )
}

interface DifferenceBannerProps {
  detail: RunDetail
  differences: readonly Difference[]
  children: React.ReactNode
}

function DifferenceBanner({ detail, differences, children }: DifferenceBannerProps) {
  const { config } = detail
  const has = (kind: Difference['kind']) => differences.some((difference) => difference.kind === kind)
  const problem = useWorkbench((state) => state.modelProblem)
  return (
    <Banner
      label="Differences from the form"
      text={
        <ul className={styles.differences}>
          {differences.map(({ kind, what, here, form }) => (
            <li key={what}>
              <b>{what}</b> {here}{' '}
              <span className="dim">· {kind === 'model' ? 'open now' : 'in the form'}</span> {form}
            </li>
          ))}
          {problem && has('model') && <li role="alert">{problem}</li>}
        </ul>
      }
    >
      <span className={styles.actions}>
        {has('model') && <OpenThatModel config={config} />}
        {has('prompts') && config && <Action text="Use these prompts" onClick={() => takePrompts(config)} />}
        {has('setting') && config && <Action text="Use these settings" onClick={() => fillForm(config)} />}
        {children}
      </span>
    </Banner>
  )
}

/** The location of an imported circuit's model is unknown. */
function OpenThatModel({ config }: { config: RunConfig | null }) {
  if (!config) return <Action text="Open a model" onClick={() => showView('model')} />
  return <Action text="Open that model" onClick={() => void openModel(config.model)} />
}

function Again({ again }: { again: () => void }) {
  const obstacle = useObstacle()
  return (
    <Tooltip label={obstacle ?? 'Starts a new run with everything as in the form'}>
      <Button
        size="compact-xs"
        variant="default"
        data-disabled={obstacle ? true : undefined}
        aria-disabled={obstacle ? true : undefined}
        onClick={obstacle ? undefined : again}
      >
        Run again with the form’s settings
      </Button>
    </Tooltip>
  )
}

function Action({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {text}
    </Button>
  )
}
