import { Page } from '../../widgets/panes'
import { KnownModels } from './known-models'
import { ModelFacts } from './model-facts'
import styles from './model-view.module.css'
import { OpenByPath } from './open-by-path'
import { SampleCards } from './sample-cards'

/** Opens a model, and shows facts about the open one. */
export function ModelView() {
  return (
    <Page title="Model" note="Open a sample, a model folder or a weights file. Nothing leaves this computer.">
      <div className={styles.layout}>
        <div className={styles.column}>
          <SampleCards />
          <OpenByPath />
          <KnownModels />
        </div>
        <ModelFacts />
      </div>
    </Page>
  )
}
