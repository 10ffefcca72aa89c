import { Menu } from '@mantine/core'
import type { RunComparison } from '../../../contract'
import { saveUnionPicture } from '../../state/run-pictures'
import { saveReport } from '../../state/save-report'
import { useShownRoles } from '../../state/shown-roles'
import { useWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { ExportMenu } from '../../widgets/export-menu'
import { PictureItems } from '../../widgets/picture-items'

/** The union of two circuits as a picture, and both runs as a report. */
export function ComparisonExports({ comparison }: { comparison: RunComparison }) {
  const scheme = useScheme()
  const layout = useWorkbench((state) => state.graphLayout)
  const { list: roles } = useShownRoles()
  return (
    <ExportMenu>
      <PictureItems
        what="Picture"
        onSave={(kind) => void saveUnionPicture(comparison, { scheme, layout, roles }, kind)}
      />
      <Menu.Divider />
      <Menu.Item onClick={() => void saveReport([comparison.a.id, comparison.b.id], { layout })}>
        Report as HTML
      </Menu.Item>
    </ExportMenu>
  )
}
