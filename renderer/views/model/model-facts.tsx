import { Button, Loader } from '@mantine/core'
import { ArrowRight } from 'lucide-react'
import { openSelfCheck } from '../../state/self-check'
import { showView, useWorkbench } from '../../state/workbench'
import { LongText } from '../../widgets/long-text'
import { Note } from '../../widgets/note'
import { Facts } from '../../widgets/panes'
import { CertificateCard } from './certificate-card'
import { factsOf } from './fact-rows'
import styles from './model-facts.module.css'
import { ShapePicture } from './shape-picture'

/** Facts about the open model, with a picture of its graph's nodes. */
export function ModelFacts() {
  const model = useWorkbench((state) => state.model)
  const opening = useWorkbench((state) => state.opening)
  if (!model) {
    return (
      <aside className={styles.facts} aria-label="Open model">
        <div className={styles.factsBody}>
          <p className="dim">
            {opening ? <Loader size="xs" aria-label="Opening the model" /> : 'No model is open.'}
          </p>
        </div>
      </aside>
    )
  }
  return (
    <aside className={styles.facts} aria-label="Open model" aria-busy={opening !== null}>
      <header className={styles.factsHead}>
        <h2 className={styles.factsName}>{model.name}</h2>
        <p className={styles.factsPath}>{model.path}</p>
      </header>
      <div className={styles.factsBody}>
        <ShapePicture model={model} />
        {model.warnings.map((warning) => (
          <Note key={warning} tone="warning">
            <LongText text={warning} />
          </Note>
        ))}
        <Facts facts={factsOf(model)} />
        <CertificateCard model={model} />
        <div className={styles.next}>
          <Button variant="default" onClick={openSelfCheck}>
            Self-check…
          </Button>
          <Button
            variant="default"
            rightSection={<ArrowRight size={14} />}
            onClick={() => showView('dataset')}
          >
            Enter prompts
          </Button>
        </div>
      </div>
    </aside>
  )
}
