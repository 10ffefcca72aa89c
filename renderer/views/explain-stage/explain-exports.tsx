import { Menu } from '@mantine/core'
import type { RefObject } from 'react'
import { circuitExplanationRows, runTitle, type ExplainedCircuit, type RunSummary } from '../../../contract'
import { describeExplained, descriptionRecord, framedPicture } from '../../../pictures'
import { savePicture } from '../../state/save-picture'
import { useShownRoles } from '../../state/shown-roles'
import { useStabilityNote } from '../../state/stability'
import type { Scheme } from '../../theme/tokens'
import { csvText, withAbout } from '../../widgets/csv-text'
import { ExportMenu } from '../../widgets/export-menu'
import { downloadText, runFileStem } from '../../widgets/files'
import { Space } from '../../widgets/panes'
import { PictureItems } from '../../widgets/picture-items'
import styles from './explain-exports.module.css'
import { drawingOf } from './picture-files'

interface ExplainExportsProps {
  circuit: ExplainedCircuit
  drawing: RefObject<SVGSVGElement | null>
  run: RunSummary | null
  scheme: Scheme
}

/** The title of the list, and the explanation as files. */
export function ExplainExports({ circuit, drawing, run, scheme }: ExplainExportsProps) {
  const { groups, model } = circuit
  const { list: said } = useShownRoles()
  const note = useStabilityNote(run)
  const stem = `${runFileStem(run?.name ?? model.title)}-explained`
  const roles = groups.filter(({ kind }) => kind === 'role').length
  const described = () =>
    describeExplained(circuit, run && `Run ${run.number} · ${runTitle(run)}`, said, note)
  const picture = () => framedPicture(drawingOf(drawing.current!), described(), scheme)
  const csv = () => csvText(withAbout(circuitExplanationRows(circuit), descriptionRecord(described())))
  const json = () => `${JSON.stringify({ ...circuit, ...(note !== null && { stability: note }) }, null, 2)}\n`
  const hasPicture = circuit.nodes.length > 0
  return (
    <header className={styles.head}>
      <h2>Groups</h2>
      <span className="dim">
        {roles} {roles === 1 ? 'role' : 'roles'}, {circuit.nodes.length} nodes
      </span>
      <Space />
      <ExportMenu>
        <Menu.Item onClick={() => downloadText(`${stem}.json`, json())}>Explanation as JSON</Menu.Item>
        <Menu.Item onClick={() => downloadText(`${stem}.csv`, csv(), 'text/csv')}>Nodes as CSV</Menu.Item>
        <PictureItems
          what="Picture"
          disabled={!hasPicture}
          onSave={(kind) => void savePicture(stem, picture, kind)}
        />
      </ExportMenu>
    </header>
  )
}
