import { Button } from '@mantine/core'
import { Scale } from 'lucide-react'
import type { CheckItem, Evaluation, RunConfig } from '../../../contract'
import type { MethodRun } from '../../state/run-store'
import { useStageRun, useStages } from '../../state/stages'
import { showView } from '../../state/workbench'
import { formatPlural } from '../../widgets/format'
import { Facts, Inspector, Section } from '../../widgets/panes'
import { ScoreBanner } from '../../widgets/score-banner'
import { Panel } from '../stages/panel'
import { RunCard } from '../stages/run-card'
import { RunFacts } from '../stages/run-facts'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import styles from '../stages/stages.module.css'
import { choiceFacts, evaluationOf, headline, headlineFacts, judgeConfig, percent } from './judge-data'
import { MetricsPanel, MinimalityPanel, PromptsPanel, RocPanel, SizePanel } from './judge-panels'
import { JudgeToolbar } from './judge-toolbar'
import { useJudgeChoice } from './use-judge-choice'

/** The last stage: how much of the behaviour a circuit keeps, beside random circuits of its size. */
export function JudgeView() {
  const { run } = useStageRun('judge')
  const evaluation = run ? evaluationOf(run) : null
  return (
    <section className={styles.view} aria-label="Judge">
      <JudgeToolbar />
      <JudgeBelonging />
      <p className={styles.explained}>
        Faithfulness = (circuit − cut) / (clean − cut) in logit difference. Cut is the run with every edge
        cut: the corrupt run, unless another ablation cuts. 100 % = as the whole model.
      </p>
      <div className={styles.body}>
        <div className={styles.main}>
          <StageBody
            stage="judge"
            icon={Scale}
            title="Is this the circuit?"
            text="Choose a run above: its circuit is measured on every prompt, beside random circuits of equal size and the run with every edge cut. Scored runs (EAP, exact edges) are also measured at every size."
            action={
              <Button variant="default" onClick={() => showView('discover')}>
                Find a circuit in Discover
              </Button>
            }
            resultOf={(done) => done.result}
          >
            {(result, done) =>
              result.kind === 'check' ? (
                <CheckPanel items={result.items} />
              ) : (
                <JudgePanels evaluation={evaluationOf(done)!} run={done} />
              )
            }
          </StageBody>
        </div>
        <Inspector label="Judgement">
          {evaluation && <Headline evaluation={evaluation} config={run?.detail.config ?? null} />}
          {evaluation && <Choices evaluation={evaluation} />}
          {run && (
            <RunCard
              run={run}
              method={run.summary.method === 'check' ? 'Self-check' : 'Circuit evaluation'}
            />
          )}
        </Inspector>
      </div>
    </section>
  )
}

function JudgeBelonging() {
  const stages = useStages()
  const { judged, reference } = useJudgeChoice()
  return (
    <>
      {judged && <ScoreBanner run={judged} />}
      <StageBelonging stage="judge" config={judgeConfig(stages, judged, reference)} />
    </>
  )
}

function JudgePanels({ evaluation, run }: { evaluation: Evaluation; run: MethodRun }) {
  return (
    <>
      <div className={styles.panels}>
        <SizePanel evaluation={evaluation} />
        <PromptsPanel evaluation={evaluation} config={run.detail.config} />
        <MetricsPanel evaluation={evaluation} metric={run.summary.metric} />
        {evaluation.roc && <RocPanel evaluation={evaluation} />}
        {evaluation.minimality && (
          <MinimalityPanel
            whole={headline(evaluation).faithfulness}
            nodes={evaluation.minimality}
            isWide={evaluation.roc !== null}
          />
        )}
      </div>
      <RunFacts run={run} passes={null} baseMetric={null} />
    </>
  )
}

export function Headline({ evaluation, config }: { evaluation: Evaluation; config: RunConfig | null }) {
  const { label, edges, faithfulness } = headline(evaluation)
  return (
    <Section title="Faithfulness" note={label}>
      <p className={styles.headline} role="status" aria-label="Faithfulness">
        <b>{percent(faithfulness)}</b>
        <span className="dim">{formatPlural(edges, 'edge')}</span>
      </p>
      <Facts facts={headlineFacts(evaluation, config)} />
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

export function CheckPanel({ items }: { items: CheckItem[] }) {
  return (
    <div className={styles.panels}>
      <Panel
        title="Self-check"
        note={`${items.filter(({ passed }) => passed).length} of ${items.length} passed`}
        isWide
      >
        <div className={styles.scroll}>
          <table className={styles.table} aria-label="Self-check">
            <thead>
              <tr>
                <th scope="col" data-left>
                  Check
                </th>
                <th scope="col" data-left>
                  Result
                </th>
                <th scope="col">Largest difference</th>
                <th scope="col">Allowed</th>
                <th scope="col" data-left>
                  What was done
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ name, passed, difference, tolerance, detail }) => (
                <tr key={name}>
                  <td data-left>{name}</td>
                  <td data-left className={passed ? undefined : styles.hurts}>
                    {passed ? 'passed' : 'failed'}
                  </td>
                  <td>{difference.toExponential(1)}</td>
                  <td>{tolerance.toExponential(1)}</td>
                  <td data-left>{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  )
}
