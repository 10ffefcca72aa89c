import { foundOnText, type Evaluation, type RunConfig } from '../../../contract'
import type { MethodRun } from '../../state/run-store'
import { formatPlural } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { Facts, Section } from '../../widgets/panes'
import { RunFacts } from '../stages/run-facts'
import type { Judged } from '../stages/stage-results'
import { runFileStem } from '../../widgets/files'
import { BaselinesPanel } from './baselines-panel'
import { CompletenessPanel } from './completeness-panel'
import styles from './evaluation-shown.module.css'
import { headlineFacts } from './headline-facts'
import { ChartBox, JudgeColumns } from './judge-columns'
import { choiceFacts, headline, percent } from './judge-data'
import { MetricsPanel } from './metrics-panel'
import { MinimalityPanel } from './minimality-panel'
import { PromptsPanel } from './prompts-panel'
import { RocPanel } from './roc-panel'
import { SizePanel } from './size-panel'

/** How much of the behaviour a circuit keeps, as Judge shows it. */
export function evaluationShown(evaluation: Evaluation): Judged {
  return {
    panels: (run) => <EvaluationPanels evaluation={evaluation} run={run} />,
    facts: (run) => (
      <>
        <Headline evaluation={evaluation} config={run.detail.config} />
        <Choices evaluation={evaluation} />
      </>
    ),
  }
}

function EvaluationPanels({ evaluation, run }: { evaluation: Evaluation; run: MethodRun }) {
  const { curve, roc, minimality } = evaluation
  const { config } = run.detail
  const name = runFileStem(run.summary.name)
  const completeness = (
    <ChartBox>
      <CompletenessPanel evaluation={evaluation} name={name} />
    </ChartBox>
  )
  return (
    <>
      <JudgeColumns
        left={
          <>
            <BaselinesPanel evaluation={evaluation} name={name} />
            {curve && (
              <ChartBox>
                <SizePanel evaluation={evaluation} curve={curve} name={name} />
              </ChartBox>
            )}
            <MetricsPanel evaluation={evaluation} metric={run.summary.metric} name={name} />
            {!curve && completeness}
            {roc && curve && (
              <ChartBox>
                <RocPanel roc={roc} name={name} />
              </ChartBox>
            )}
          </>
        }
        right={
          <>
            <PromptsPanel evaluation={evaluation} config={config} name={name} />
            {curve && completeness}
            {minimality && (
              <MinimalityPanel
                whole={headline(evaluation).faithfulness}
                nodes={minimality}
                run={run.summary}
                name={name}
              />
            )}
            {roc && !curve && (
              <ChartBox>
                <RocPanel roc={roc} name={name} />
              </ChartBox>
            )}
          </>
        }
      />
      <RunFacts run={run} passes={null} baseMetric={null} />
    </>
  )
}

export function Headline({ evaluation, config }: { evaluation: Evaluation; config: RunConfig | null }) {
  const { label, edges, faithfulness } = headline(evaluation)
  const found = foundOnText(evaluation.foundOn)
  const heldOut = evaluation.split && formatPlural(evaluation.split.rows.length, 'held-out prompt')
  return (
    <Section title="Faithfulness" note={heldOut ? `${label}, ${heldOut}` : label}>
      <p className={styles.headline} role="status" aria-label="Faithfulness">
        <b>{percent(faithfulness)}</b>
        <span className="dim">{formatPlural(edges, 'edge')}</span>
      </p>
      <Facts facts={headlineFacts(evaluation, config)} />
      {found && (
        <div className={styles.found}>
          <Note tone="warning">{found}</Note>
        </div>
      )}
    </Section>
  )
}

function Choices({ evaluation }: { evaluation: Evaluation }) {
  return (
    <Section title="The six choices">
      <div className={styles.choices}>
        <Facts facts={choiceFacts(evaluation)} />
      </div>
    </Section>
  )
}
