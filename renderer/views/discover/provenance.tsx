import { dataHashText, forkText, settingsText, sourceText } from '../../../contract'
import { discoverPart } from '../../methods/registry'
import type { LiveRun } from '../../state/live-run'
import { readingFacts } from '../../state/reading-facts'
import { isImported } from '../../state/finds'
import { formatWhenInFull, shortHash } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import { CheckedFact } from '../self-check/checked-fact'
import styles from './provenance.module.css'

/** What the numbers were computed from, so that they can be reproduced. */
export function Provenance({ run }: { run: LiveRun }) {
  const { provenance, settings } = run.detail
  const { summary } = run
  return (
    <Section title="Provenance">
      <div className={styles.card}>
        <Facts
          facts={[
            ['Run', summary.name],
            [isImported(summary) ? 'Imported' : 'Started', formatWhenInFull(summary.createdAt)],
            ...discoverPart(summary.method).facts(run),
            ...(provenance
              ? ([
                  ['Forked from', provenance.fork ? forkText(provenance.fork) : null],
                  ['Granularity', provenance.granularity],
                  ['Component', provenance.component],
                  ['Ablation', provenance.ablation],
                  ['Positions', provenance.tokenPositions],
                  ['Direction', provenance.direction],
                  ['Prompt set', provenance.promptSet],
                  ...readingFacts(run.detail),
                  ...provenance.promptNotes.map((note) => ['Note on prompts', note]),
                  ['Edge count', provenance.countConvention],
                  [
                    'Model hash',
                    <span className="mono" title={provenance.modelHash}>
                      {shortHash(provenance.modelHash)}
                    </span>,
                  ],
                  ...(provenance.modelSource ? [['Model source', sourceText(provenance.modelSource)]] : []),
                  [
                    'Data hash',
                    <span className="mono" title={provenance.dataHash}>
                      {dataHashText(provenance.dataHash)}
                    </span>,
                  ],
                  ['Self-check', <CheckedFact detail={run.detail} />],
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
