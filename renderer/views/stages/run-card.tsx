import { dataHashText, notesOf, sourceText } from '../../../contract'
import type { MethodRun } from '../../state/run-store'
import { METRIC_LABEL } from '../../state/metric-label'
import { readingFacts } from '../../state/reading-facts'
import type { Stage } from '../../state/stages'
import { formatWhenInFull, shortHash } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import { RunCertificate } from '../../widgets/run-certificate'
import { titleIn } from './stage-part'

/** Which run is on screen, and what its numbers were computed from. */
export function RunCard({ run, stage }: { run: MethodRun; stage: Stage }) {
  const { summary, detail } = run
  const { provenance } = detail
  return (
    <>
      <Section title="Run">
        <Facts
          facts={[
            ['Name', summary.name],
            ['Method', titleIn(stage, run)],
            ['Model', summary.modelName],
            ['Metric', METRIC_LABEL[summary.metric]],
            ['Direction', summary.direction],
            ['Ablation', provenance?.ablation],
            ['Prompts', `${summary.promptsName} (${summary.promptCount})`],
            ...readingFacts(detail),
            ['Started', formatWhenInFull(summary.createdAt)],
            ['Model hash', provenance && shortHash(provenance.modelHash)],
            ['Model source', provenance?.modelSource && sourceText(provenance.modelSource)],
            ['Data hash', provenance && dataHashText(provenance.dataHash)],
            ['Notes', notesOf(provenance).join(' ')],
          ]}
        />
      </Section>
      <RunCertificate summary={summary} detail={detail} />
    </>
  )
}
