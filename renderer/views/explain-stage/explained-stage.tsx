import { useMemo, useRef, useState } from 'react'
import { circuitExplanation } from '../../../contract'
import { usePane } from '../../state/maximised'
import { useRoles } from '../../state/roles'
import { graphOfShape } from '../../state/graph-of-shape'
import { useScheme } from '../../theme/use-scheme'
import { Blank } from '../../widgets/blank'
import { Unlink } from 'lucide-react'
import { MaximiseButton } from '../../widgets/maximise-button'
import { ExplainExports } from './explain-exports'
import { ExplainTotals } from './explain-totals'
import styles from './explained-stage.module.css'
import { GroupList } from './group-list'
import type { StageSelection } from './picture-parts'
import type { StageData } from './stage-data'
import { RolePicture } from './role-picture'

const PICTURE_PANE = 'roles'

/** The circuit by roles: as a picture, as a list of groups, and how the logits are made up of them. */
export function ExplainedStage(data: StageData) {
  const { opened, summary, suggested } = data
  const graph = graphOfShape(opened.shape)
  const accepted = useRoles(opened.model.hash).list
  const [selection, setSelection] = useState<StageSelection>(null)
  const drawing = useRef<SVGSVGElement>(null)
  const scheme = useScheme()
  const pane = usePane(PICTURE_PANE)
  const circuit = useMemo(
    () => circuitExplanation({ opened, graph, summary, suggested, accepted }),
    [opened, graph, summary, suggested, accepted],
  )
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <div {...pane} className={styles.canvas}>
          <MaximiseButton pane={PICTURE_PANE} what="the picture" isInCorner />
          {circuit.nodes.length === 0 ? (
            <Blank
              role="status"
              icon={Unlink}
              title="The circuit has no edges"
              text="Nothing was kept, so there is nothing to explain: a smaller threshold keeps more. All nodes of the model can be chosen above."
            />
          ) : (
            <RolePicture
              circuit={circuit}
              selection={selection}
              onSelect={setSelection}
              scheme={scheme}
              drawing={drawing}
            />
          )}
        </div>
        <ExplainTotals circuit={circuit} />
      </div>
      <aside className={styles.list} aria-label="Groups">
        <ExplainExports circuit={circuit} drawing={drawing} run={data.run} scheme={scheme} />
        <GroupList
          data={data}
          graph={graph}
          circuit={circuit}
          selection={selection}
          onSelect={setSelection}
        />
      </aside>
    </div>
  )
}
