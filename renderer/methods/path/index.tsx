import { shownEdgeName } from '../../../engine/graph'
import { stageForm, traceForm } from '../../state/stage-form'
import type { MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC } from '../settings'
import { pathForm } from './form'
import { PATH_TRACE } from './path-trace'
import { tracedPath } from './traced-path'

export const pathView: MethodView<'path'> = {
  settings: {
    metric: METRIC,
    direction: DIRECTION,
    ablation: ABLATION,
    path: { what: 'path', text: (path: string) => (path ? shownEdgeName(path) : 'none yet') },
  },
  stagesOf: () => ['trace'],
  fillForm: ({ metric, direction, ablation = 'resample', path }) => {
    stageForm.set({ metric, direction, ablation })
    traceForm.set({ traceMode: PATH_TRACE.value })
    pathForm.set({ path: shownEdgeName(path) })
  },
  traceStarts: [PATH_TRACE],
  trace: { title: () => 'Path patching', of: ({ score }) => tracedPath(score) },
}
