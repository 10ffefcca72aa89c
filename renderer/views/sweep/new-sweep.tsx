import { Checkbox, NativeSelect, NumberInput, Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import { AXIS_FACTS, type RunSummary, type SweepForecast } from '../../../contract'
import { useCommand } from '../../commands/provided'
import { useCluster } from '../../state/cluster'
import { useAllForms } from '../../state/forms'
import { isOfScores } from '../../state/finds'
import { menuTitle } from '../../state/owner'
import { usePromptSet } from '../../state/prompt-store'
import { ensureMethodRun } from '../../state/read-run'
import { useMethodRun, useRunList } from '../../state/run-store'
import { settingsLine } from '../../state/setting-differences'
import { computerObstacle } from '../../state/sweep-computer'
import { useSweepForecast } from '../../state/sweep-forecast'
import { wordsOf } from '../../state/sweep-axes'
import {
  axesOfForm,
  chosenValues,
  gridText,
  shownValues,
  sweepBase,
  sweepForm,
  sweepSpec,
  type SweepBase,
} from '../../state/sweep-form'
import { useNamedSets } from '../../state/sweep-sets'
import { startSweep } from '../../state/sweeps'
import { useObstacle } from '../../state/use-obstacle'
import { useWorkbench } from '../../state/workbench'
import { formatDuration, formatPlural } from '../../widgets/format'
import { NeedChip } from '../../widgets/memory-chip'
import { StartButton } from '../../widgets/start-button'
import { judgeableRuns } from '../judge/judgeable'
import { FurtherAxesFields, RemoveAxis } from './further-axes'
import styles from './new-sweep.module.css'
import { SizeRange } from './size-range'
import { TakeField } from './take-field'
import { WhereField } from './where/where-field'

/** What is swept, over which values, and what that would compute. */
export function NewSweep() {
  const form = sweepForm.use((fields) => fields)
  const { runs, base } = useSweepBase(form.base)
  const { sets, obstacle: unread } = useNamedSets(wordsOf(form.further.prompts), base?.config.prompts.name)
  const axes = base && axesOfForm(base, form)
  const spec = unread ? null : sweepSpec(base, form, sets)
  const general = useObstacle(base?.config.metric)
  const cluster = useCluster(({ info }) => info?.current ?? null)
  const problem = base && form.sweepsOwn ? chosenValues(base, form) : null
  const forecast = useSweepForecast(general ? null : spec)
  const obstacle =
    general ??
    (base
      ? null
      : 'Choose ACDC in Discover, or a run with scores above: nothing else has a threshold or sizes.') ??
    (typeof axes === 'string' ? axes : null) ??
    unread ??
    (forecast?.state === 'refused' ? forecast.message : null) ??
    computerObstacle(form, cluster)
  return (
    <section className={styles.form} aria-label="New sweep">
      <h2>New sweep</h2>
      <p className="dim">
        One configuration, run for each value of what differs, and judged: edges kept against faithfulness and
        KL, beside random circuits of equal size. A run that was computed before is taken from the list and
        not computed again.
      </p>
      <BaseField runs={runs} base={base} />
      {base && form.sweepsOwn && (
        <OwnAxis base={base} problem={typeof problem === 'string' ? problem : null} />
      )}
      {base && <FurtherAxesFields base={base} />}
      {Array.isArray(axes) && axes.length > 1 && <TakeField />}
      {base?.axis === 'edges' && form.sweepsOwn ? <RankField /> : <JudgeField />}
      <ReferenceField runs={runs} />
      <WhereField />
      {Array.isArray(axes) && axes.length > 1 && <p className="dim">{gridText(axes, form)}</p>}
      <div className={styles.start}>
        <Start spec={spec} obstacle={obstacle} />
        <span role="status" className={obstacle ? 'hurts' : 'dim'}>
          {obstacle ?? (forecast?.state === 'known' ? forecastText(forecast.forecast) : 'Counting the runs…')}
        </span>
        {forecast?.state === 'known' && <Cost {...forecast.forecast} />}
      </div>
    </section>
  )
}

/** The configuration that is swept: Discover's form, or that of a run. */
function useSweepBase(id: string | null): { runs: RunSummary[]; base: SweepBase | null } {
  useAllForms()
  usePromptSet()
  const model = useWorkbench((state) => state.model)
  const all = useRunList()
  const runs = judgeableRuns(all ?? [], model)
  const run = runs.find((each) => each.id === id)
  const read = useMethodRun(run?.id ?? null)
  useEffect(() => {
    if (run) void ensureMethodRun(run.id)
  }, [run])
  return { runs, base: sweepBase(run, read?.detail.config) }
}

function Start({ spec, obstacle }: { spec: ReturnType<typeof sweepSpec>; obstacle: string | null }) {
  const [isStarting, setStarting] = useState(false)
  const isWritten = sweepForm.use((form) => form.computer === 'folder')
  const start = () => {
    if (!spec) return
    setStarting(true)
    void startSweep(spec).finally(() => setStarting(false))
  }
  const problem = isStarting
    ? 'The sweep is being started.'
    : spec
      ? obstacle
      : (obstacle ?? 'Nothing is swept yet.')
  useCommand('sweep.start', start, problem)
  return (
    <StartButton
      label={isWritten ? 'Write the folder' : 'Start the sweep'}
      start={start}
      obstacle={obstacle}
      isStarting={isStarting}
    />
  )
}

function forecastText({ points, runs, reused }: SweepForecast): string {
  const computed = runs - reused
  const parts = [`${formatPlural(points, 'circuit')}: ${formatPlural(computed, 'run')} to compute`]
  if (reused > 0) parts.push(`${formatPlural(reused, 'run')} computed before and reused`)
  return parts.join(', ')
}

/** How long it takes, where runs like these are known, and the memory of the largest. */
function Cost({ remainingMs, memory }: SweepForecast) {
  return (
    <>
      {remainingMs !== null && remainingMs > 0 && (
        <span className="dim">about {formatDuration(remainingMs)}, one after another</span>
      )}
      {memory && <NeedChip need={memory} />}
    </>
  )
}

/** The threshold, or the size. */
function OwnAxis({ base, problem }: { base: SweepBase; problem: string | null }) {
  return (
    <div className={styles.axis}>
      <div className={styles.fields}>
        {base.axis === 'threshold' && <RangeFields />}
        <ValuesField base={base} problem={problem} />
        {base.axis === 'edges' && (
          <SizeRange edgeCount={base.edgeCount} fill={(typed) => sweepForm.set({ typed })} />
        )}
      </div>
      <RemoveAxis name={AXIS_FACTS[base.axis].plural} remove={() => sweepForm.set({ sweepsOwn: false })} />
    </div>
  )
}

function BaseField({ runs, base }: { runs: readonly RunSummary[]; base: SweepBase | null }) {
  const chosen = sweepForm.use((form) => form.base)
  const swept = runs.filter((run) => run.method === 'acdc' || isOfScores(run))
  return (
    <NativeSelect
      label="Configuration"
      description={base ? settingsLine(base.config) : undefined}
      value={swept.some(({ id }) => id === chosen) ? chosen! : ''}
      data={[
        { value: '', label: 'What Discover’s form has' },
        ...swept.map((run) => ({ value: run.id, label: `that of ${menuTitle(run)}` })),
      ]}
      onChange={(event) => sweepForm.set({ base: event.currentTarget.value || null, typed: null })}
    />
  )
}

function RangeFields() {
  const { from, to, count, spacing } = sweepForm.use((form) => form)
  const field = (label: string, key: 'from' | 'to' | 'count', value: number) => (
    <NumberInput
      label={label}
      value={value}
      min={key === 'count' ? 1 : undefined}
      max={key === 'count' ? 1000 : undefined}
      allowDecimal={key !== 'count'}
      onChange={(typed) => typeof typed === 'number' && sweepForm.set({ [key]: typed, typed: null })}
    />
  )
  return (
    <div className={styles.range}>
      {field('From', 'from', from)}
      {field('To', 'to', to)}
      {field('How many', 'count', count)}
      <NativeSelect
        label="Spacing"
        value={spacing}
        data={[
          { value: 'ratio', label: 'by ratio (log)' },
          { value: 'linear', label: 'evenly (linear)' },
        ]}
        onChange={(event) =>
          sweepForm.set({ spacing: event.currentTarget.value as 'ratio' | 'linear', typed: null })
        }
      />
    </div>
  )
}

function ValuesField({ base, problem }: { base: SweepBase; problem: string | null }) {
  const form = sweepForm.use((fields) => fields)
  return (
    <Textarea
      label={base.axis === 'threshold' ? 'Thresholds' : 'Numbers of best edges'}
      description={
        base.axis === 'threshold'
          ? 'Spaced over the range, or as you type them here'
          : 'From one edge in a thousand to all, as MIB has them, or as you type them here'
      }
      autosize
      minRows={2}
      maxRows={6}
      error={problem}
      value={shownValues(base, form)}
      onChange={(event) => sweepForm.set({ typed: event.currentTarget.value })}
    />
  )
}

function JudgeField() {
  const judge = sweepForm.use((form) => form.judge)
  return (
    <Checkbox
      label="Judge every circuit"
      description="Random circuits of equal size, the worst prompt, completeness and minimality: one more run for each"
      checked={judge}
      onChange={(event) => sweepForm.set({ judge: event.currentTarget.checked })}
    />
  )
}

function RankField() {
  const by = sweepForm.use((form) => form.by)
  return (
    <NativeSelect
      label="Best edges"
      value={by}
      data={[
        { value: 'absolute', label: 'by |score|' },
        { value: 'signed', label: 'by signed score' },
      ]}
      onChange={(event) => sweepForm.set({ by: event.currentTarget.value as 'absolute' | 'signed' })}
    />
  )
}

function ReferenceField({ runs }: { runs: readonly RunSummary[] }) {
  const reference = sweepForm.use((form) => form.reference)
  const others = runs.filter((run) => !isOfScores(run))
  return (
    <NativeSelect
      label="Reference circuit"
      description="For precision, recall and a ROC over the sweep"
      value={reference ?? ''}
      data={[
        { value: '', label: 'No reference' },
        ...others.map((run) => ({ value: run.id, label: menuTitle(run) })),
      ]}
      onChange={(event) => sweepForm.set({ reference: event.currentTarget.value || null })}
    />
  )
}
