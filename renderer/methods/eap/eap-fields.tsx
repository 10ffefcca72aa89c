import { discoverForm } from '../../state/discover-form'
import { flatMetric, gradientMetric } from '../../state/gradient-metric'
import { METRIC_LABEL } from '../../state/metric-label'
import { usePromptSet } from '../../state/prompt-store'
import { PatchingFields } from '../../views/discover/discover-fields'

/** How edges are patched, and by which metric they are estimated where the chosen one has no gradient. */
export function EapFields() {
  const { metric, direction } = discoverForm.use((form) => form)
  const prompts = usePromptSet()
  const why = flatMetric(metric, direction)
  return (
    <>
      <PatchingFields hasAblation />
      {why && (
        <span className="dim clip" role="note" title={why}>
          estimates by {METRIC_LABEL[gradientMetric(metric, direction, prompts)]}
        </span>
      )}
    </>
  )
}
