import { METRIC_LABEL } from '../../state/metric-label'
import type { MethodView } from '../method-view'
import { formatThreshold } from '../../widgets/format'
import { acdcEdgeGroups, acdcEdgeText } from './decisions'
import { AcdcPlot } from './acdc-plot'
import { RunLog } from './run-log'
import { ACDC_SETTINGS, ACDC_START, fillAcdcForm } from './start'
import { keptNothingOrAll } from './warnings'

export const acdcView: MethodView<'acdc'> = {
  settings: ACDC_SETTINGS,
  stagesOf: () => [],
  fillForm: fillAcdcForm,
  discoverStarts: [ACDC_START],
  discover: {
    facts: ({ summary }) => [
      ['Method', `ACDC, cut if ${summary.absolute ? '|harm of removal|' : 'harm of removal'} < τ`],
      ['Metric', METRIC_LABEL[summary.metric]],
      ['Threshold', formatThreshold(summary.threshold)],
      ['Order', summary.order ?? '–'],
    ],
    edgeGroups: acdcEdgeGroups,
    edgeText: acdcEdgeText,
    listHint:
      'Effect: patched metric − base metric, this edge alone in the whole model. Harm of removal: how much worse the metric got when ACDC cut the edge from its circuit, which is what decided.',
    Log: RunLog,
    Plot: AcdcPlot,
    doneText: 'Finished',
    stoppedText: 'Stopped, can be resumed',
    warnings: keptNothingOrAll,
  },
}
