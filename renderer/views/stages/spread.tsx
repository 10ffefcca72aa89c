import { Strip } from '../../plots/strip'
import { formatSigned } from '../../state/edge-values'
import type { MethodRun } from '../../state/run-store'
import { promptName } from '../../state/prompt-name'
import { worstByPatch, worstPrompt } from '../../state/sites'
import { PromptText } from '../../widgets/prompt-text'
import styles from './spread.module.css'

/** One effect of each prompt, and the prompt that the patch left worst. */
export function Spread({ effects, run }: { effects: Float64Array; run: MethodRun }) {
  if (effects.length === 0) return null
  const worst = worstPrompt(effects, run.detail.metricSense)
  const domain: [number, number] = [Math.min(0, ...effects), Math.max(0, ...effects)]
  return (
    <div className={styles.spread}>
      <Strip
        values={effects}
        domain={domain}
        marked={worst}
        width={220}
        label={`Effects on ${effects.length} prompts`}
      />
      <span className="dim">
        {worstByPatch(run.summary.direction)}: <PromptText name={promptName(run.detail.config, worst)} />,{' '}
        {formatSigned(effects[worst])}
      </span>
    </div>
  )
}
