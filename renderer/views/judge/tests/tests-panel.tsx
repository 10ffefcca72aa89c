import {
  CIRCUIT_TESTS,
  nullText,
  TEST_KIND,
  TEST_TITLES,
  testSentence,
  type CircuitTestName,
  type CircuitTests,
} from '../../../../contract'
import { formatCount, formatDifference } from '../../../widgets/format'
import { Table, type Column } from '../../../widgets/table'
import { TermText } from '../../../widgets/term'
import { Panel } from '../../stages/panel'
import styles from './tests-panel.module.css'
import { VerdictMark } from './verdict-mark'

const TEST_SAMPLE = {
  equivalence: 'prompts',
  independence: 'prompts',
  minimality: 'edges',
  sufficiency: 'circuits',
  partialNecessity: 'circuits',
} as const satisfies Record<CircuitTestName, string>

const SAMPLED = {
  prompts: 'prompts',
  edges: 'random edges added to the circuit',
  circuits: 'random circuits',
}

/** Each test in a row: what was found, and what follows. */
export function TestsPanel({ tests, name }: { tests: CircuitTests; name: string }) {
  return (
    <Panel
      title="Tests of a circuit"
      note={
        <>
          <TermText text="Null hypothesis" /> below each; p corrected for being five (Holm), at{' '}
          {tests.settings.alpha}
        </>
      }
      data={{
        name: `${name}-tests`,
        csv: () => [
          ['test', 'kind', 'statistic', 'sample_size', 'p', 'corrected_p', 'verdict', 'sentence'],
          ...CIRCUIT_TESTS.map((test) => {
            const { statistic, sampleSize, pValue, correctedP, verdict } = tests[test]
            const numbers = [statistic, sampleSize, pValue, correctedP]
            return [test, TEST_KIND[test], ...numbers, verdict, testSentence(test, tests)]
          }),
        ],
        json: () => tests,
      }}
    >
      <Table
        look="panel"
        label="Tests of a circuit"
        columns={columnsOf(tests)}
        rows={CIRCUIT_TESTS}
        keyOf={(test) => test}
      />
    </Panel>
  )
}

function Named({ test, tests }: { test: CircuitTestName; tests: CircuitTests }) {
  return (
    <div className={styles.named}>
      <span className={styles.title}>
        <TermText text={TEST_TITLES[test]} />
        <span className="dim">{TEST_KIND[test]}</span>
      </span>
      <span className={styles.sentence}>{testSentence(test, tests, false)}</span>
      <span className={styles.null}>{`Null hypothesis: ${nullText(test, tests)}.`}</span>
    </div>
  )
}

const columnsOf = (tests: CircuitTests): Column<CircuitTestName>[] => [
  { id: 'test', title: 'Test', isText: true, cell: (test) => <Named test={test} tests={tests} /> },
  {
    id: 'sample',
    title: 'Sample',
    cell: (test) => formatCount(tests[test].sampleSize),
    cellProps: (test) => ({ title: SAMPLED[TEST_SAMPLE[test]] }),
  },
  { id: 'p', title: 'p', cell: (test) => formatDifference(tests[test].pValue) },
  {
    id: 'corrected',
    title: 'Corrected p',
    cell: (test) => formatDifference(tests[test].correctedP),
  },
  {
    id: 'verdict',
    title: 'Verdict',
    isText: true,
    cell: (test) => <VerdictMark verdict={tests[test].verdict} />,
  },
]
