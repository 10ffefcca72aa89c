import { scoreMeaningText, settingsText } from '../../../contract'
import type { LiveRun } from '../../state/live-run'
import { METHOD_LABEL } from '../../state/method-names'
import { formatThreshold, formatWhenInFull } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import styles from './inspector.module.css'

/** What the numbers were made of, so that they can be made again. */
export function Provenance({ run }: { run: LiveRun }) {
  const { provenance, settings } = run.detail
  const { summary } = run
  return (
    <Section title="Provenance">
      <div className={styles.card}>
        <Facts
          facts={[
            ['Run', summary.name],
            [summary.method === 'import' ? 'Imported' : 'Started', formatWhenInFull(summary.createdAt)],
            ...(summary.method === 'import' ? importFacts(run) : methodFacts(run)),
            ...(provenance
              ? ([
                  ['Granularity', provenance.granularity],
                  ['Component', provenance.component],
                  ['Ablation', provenance.ablation],
                  ['Positions', provenance.tokenPositions],
                  ['Direction', provenance.direction],
                  ['Prompt set', provenance.promptSet],
                  ...provenance.promptNotes.map((note) => ['Note on prompts', note]),
                  ['Edge count', provenance.countConvention],
                  [
                    'Model hash',
                    <span className="mono" title={provenance.modelHash}>
                      {shortHash(provenance.modelHash)}
                    </span>,
                  ],
                  [
                    'Data hash',
                    <span className="mono" title={provenance.dataHash}>
                      {shortHash(provenance.dataHash)}
                    </span>,
                  ],
                  ['Computed with', settingsText(settings)],
                  ['Patchbay', provenance.patchbayVersion],
                  ['ONNX Runtime', provenance.onnxruntimeVersion],
                ] as [string, React.ReactNode][])
              : []),
          ]}
        />
      </div>
    </Section>
  )
}

/** What the scores of a file are, and who says so. */
function importFacts({ summary: { importedScores } }: LiveRun): [string, string][] {
  if (!importedScores) return []
  const { meaning, saidBy } = importedScores
  if (!meaning) return [['Scores', 'nobody said what they are']]
  return [
    ['Scores', `${scoreMeaningText(meaning)}, ${saidBy === 'file' ? 'as the file says' : 'as you said'}`],
  ]
}

function methodFacts({ summary, detail }: LiveRun): [string, string][] {
  const { config } = detail
  if (summary.method !== 'acdc') {
    const steps = config?.method === 'eap' && config.igSteps > 0 ? `-IG, ${config.igSteps} steps` : ''
    return [
      ['Method', `${METHOD_LABEL[summary.method]}${steps}`],
      ['Metric', summary.metric],
    ]
  }
  return [
    ['Method', `ACDC, cut if ${summary.absolute ? '|harm of removal|' : 'harm of removal'} < τ`],
    ['Metric', summary.metric],
    ['Threshold', formatThreshold(summary.threshold)],
    ['Order', summary.order ?? '–'],
  ]
}

function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 12)}…` : hash
}
