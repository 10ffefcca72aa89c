import { Page } from '../../widgets/panes'
import { PlannedDownloadCard } from './download-plan'
import { Downloads } from './downloads'
import { KnownModels } from './known-models'
import { ModelFacts } from './model-facts'
import styles from './model-view.module.css'
import { OpenModel } from './open-model'
import { SampleCards } from './sample-cards'

/** Opens a model, and shows facts about the open one. */
export function ModelView() {
  return (
      <Page
        title="Model"
        note="A sample, a folder, a file or a model of the hub. Nothing leaves this computer, and nothing is fetched unless you press Download."
      >
        <div className={styles.layout}>
          <div className={styles.column}>
            <SampleCards />
            <OpenModel />
            <PlannedDownloadCard />
            <Downloads />
            <KnownModels />
          </div>
          <ModelFacts />
        </div>
      </Page>
  )
}
