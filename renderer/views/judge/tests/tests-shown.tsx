import { foundOnText, TEST_KIND, CIRCUIT_TESTS, type CircuitTests } from '../../../../contract'
import { runFileStem } from '../../../widgets/files'
import { formatPlural } from '../../../widgets/format'
import { Note } from '../../../widgets/note'
import { Facts, Section } from '../../../widgets/panes'
import type { MethodRun } from '../../../state/run-store'
import { RunFacts } from '../../stages/run-facts'
import type { Judged } from '../../stages/stage-results'
import { ChartBox, JudgeColumns } from '../judge-columns'
import { EdgeTestsPanel } from './edge-tests-panel'
import { RandomCircuitsPanel } from './random-circuits-panel'
import { ScoresPanel } from './scores-panel'
import { TestsPanel } from './tests-panel'
import styles from './tests-shown.module.css'

/** The five hypothesis tests of a circuit, as Judge shows them. */
export function testsShown(tests: CircuitTests): Judged {
  return {
    panels: (run) => <TestPanels tests={tests} run={run} />,
    facts: () => (
      <>
        <Headline tests={tests} />
        <HowTested tests={tests} />
      </>
    ),
  }
}

function TestPanels({ tests, run }: { tests: CircuitTests; run: MethodRun }) {
  const name = runFileStem(run.summary.name)
  const { config } = run.detail
  const { metric } = run.summary
  return (
    <>
      <JudgeColumns
        left={
          <>
            <TestsPanel tests={tests} name={name} />
            <RandomCircuitsPanel tests={tests} metric={metric} name={name} />
            <EdgeTestsPanel tests={tests} shape={run.detail.shape} metric={metric} name={name} />
          </>
        }
        right={
          <>
            <ChartBox>
              <ScoresPanel side="circuit" scores={tests.scores} metric={metric} config={config} name={name} />
            </ChartBox>
            <ChartBox>
              <ScoresPanel
                side="complement"
                scores={tests.scores}
                metric={metric}
                config={config}
                name={name}
              />
            </ChartBox>
          </>
        }
      />
      <RunFacts run={run} passes={null} baseMetric={null} />
    </>
  )
}

function Headline({ tests }: { tests: CircuitTests }) {
  const passed = CIRCUIT_TESTS.filter((name) => tests[name].verdict === 'passes')
  const found = foundOnText(tests.foundOn)
  const of = (kind: 'idealised' | 'flexible') => {
    const names = CIRCUIT_TESTS.filter((name) => TEST_KIND[name] === kind)
    return `${names.filter((name) => passed.includes(name)).length} of ${names.length}`
  }
  return (
    <Section title="Tests passed" note={formatPlural(tests.edges, 'edge')}>
      <p className={styles.headline} role="status" aria-label="Tests passed">
        <b>
          {passed.length} of {CIRCUIT_TESTS.length}
        </b>
      </p>
      <Facts
        facts={[
          ['Idealised', of('idealised')],
          ['Flexible', of('flexible')],
        ]}
      />
      {found && (
        <div className={styles.found}>
          <Note tone="warning">{found}</Note>
        </div>
      )}
    </Section>
  )
}

function HowTested({ tests: { settings, sufficiency, independence, choices } }: { tests: CircuitTests }) {
  const { epsilon, quantile, alpha, permutations, randomFrom } = settings
  return (
    <Section title="How it was tested">
      <Facts
        facts={[
          ['Significance', `${alpha} (Holm)`],
          ['Prompts', String(independence.sampleSize)],
          ['Random circuits', `${sufficiency.sampleSize} a test`],
          ['To outdo', `${Number((100 * quantile).toFixed(2))} %`],
          ['Epsilon', String(epsilon)],
          ['Permutations', String(permutations)],
          ['Knocked out', randomFrom === 'outside' ? 'outside the circuit' : 'anywhere in the model'],
        ]}
      />
      <p className={styles.said}>Cut edges: {choices.ablation}.</p>
      <p className={styles.said}>
        An idealised test asks for the perfect circuit: it passes unless its null hypothesis is rejected. A
        flexible one asks for a better circuit than chance: it passes only where the null hypothesis is
        rejected.
      </p>
    </Section>
  )
}
