import { Menu } from '@mantine/core'
import { useCommand } from '../../commands/provided'
import { findsOf } from '../../state/finds'
import type { LiveRun } from '../../state/live-run'
import { exportRun } from '../../state/run-actions'
import { saveRunGraph, saveRunPicture, type RunPicture } from '../../state/run-pictures'
import { saveReport } from '../../state/save-report'
import type { PictureKind } from '../../state/save-picture'
import { useShownRoles } from '../../state/shown-roles'
import { useWithStability } from '../../state/stability'
import { useWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { ExportMenu } from '../../widgets/export-menu'
import { PictureItems } from '../../widgets/picture-items'

/** What is on the canvas as pictures and graphs, and what the run found as a record. */
export function RunExports({ run: shown }: { run: LiveRun }) {
  const run = useWithStability(shown)
  const scheme = useScheme()
  const layout = useWorkbench((state) => state.graphLayout)
  const colour = useWorkbench((state) => state.edgeColour)
  const limit = useWorkbench((state) => state.drawnLimit)
  const { list: roles } = useShownRoles()
  const { id } = run.summary
  const save = (what: RunPicture) => (kind: PictureKind) =>
    void saveRunPicture(run, what, { scheme, layout, colour, limit, roles }, kind)
  const saveJson = () => void exportRun(id, 'json')
  const saveCsv = () => void exportRun(id, 'csv')
  const saveReportPage = () => void saveReport([id], { layout })
  useCommand('circuit.dot', () => saveRunGraph(run, roles, 'dot'))
  useCommand('circuit.graphml', () => saveRunGraph(run, roles, 'graphml'))
  useCommand('circuit.svg', () => save('circuit')('svg'))
  useCommand('circuit.png', () => save('circuit')('png'))
  useCommand('circuit.pdf', () => save('circuit')('pdf'))
  return (
    <ExportMenu>
      <PictureItems what="Picture" onSave={save('circuit')} />
      <Menu.Divider />
      <PictureItems what="Edge matrix" onSave={save('matrix')} />
      {findsOf(run.summary).decidesEdges && (
        <>
          <Menu.Divider />
          <PictureItems what="Pruning" onSave={save('trace')} />
        </>
      )}
      <Menu.Divider />
      <Menu.Item onClick={saveJson}>Circuit as JSON</Menu.Item>
      <Menu.Item onClick={saveCsv}>Edges as CSV</Menu.Item>
      <Menu.Item onClick={() => saveRunGraph(run, roles, 'dot')}>Circuit as DOT</Menu.Item>
      <Menu.Item onClick={() => saveRunGraph(run, roles, 'graphml')}>Circuit as GraphML</Menu.Item>
      <Menu.Divider />
      <Menu.Item onClick={saveReportPage}>Report as HTML</Menu.Item>
    </ExportMenu>
  )
}
