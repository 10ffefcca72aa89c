import { PatchbayError, type Baselines, type CheckConfig } from '../../../contract'
import { baselineOfLogits } from '../../experiment/baseline'
import type { Experiment } from '../../experiment/experiment'
import { joinedBaselines } from '../../experiment/joined-measurements'
import { promptParts } from '../../experiment/prompt-parts'
import { captureSites } from '../../experiment/site-capture'
import type { EngineMethod } from '../engine-method'
import { maskedPrompts } from './masked-prompts'
import { checkMemory } from './memory'
import { selfCheck } from './self-check'

export { certify, type Certifying } from './certificate'
export { deviceParity, type DeviceParity } from './device-parity'
export { selfCheck } from './self-check'

export const checkMethod: EngineMethod<'check'> = {
  check: checkLogits,
  memory: checkMemory,

  async *run(experiment, { metric, referenceLogits }) {
    yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
    const baselines: Baselines[] = []
    for (const part of promptParts(experiment, maskedPrompts(experiment))) {
      const { clean, corrupt } = await captureSites(part, [])
      const logits = { clean: [clean.logits.data], corrupt: [corrupt.logits.data] }
      baselines.push((await baselineOfLogits(part, logits)).baseline)
    }
    const baseline = joinedBaselines(baselines)
    yield { type: 'baseline', ...baseline, metricInitial: baseline.clean.mean[metric] }
    const items = yield* selfCheck(experiment, referenceLogits)
    return { result: { kind: 'check', items }, testsRun: 0, metricFinal: null, circuit: null }
  },
}

/** Logits of other prompts or of another model would only seem to differ. */
function checkLogits(
  { config: { vocabSize }, pairs: { length: prompts } }: Experiment,
  { referenceLogits: logits }: CheckConfig,
): void {
  if (logits === undefined) return
  if (logits.length !== prompts)
    throw new PatchbayError(
      'bad-input',
      `The given logits are those of ${logits.length.toLocaleString('en-US')} prompts, but there are ${prompts.toLocaleString('en-US')}: give one list for each prompt.`,
    )
  const row = logits.findIndex(({ length }) => length !== vocabSize)
  if (row >= 0)
    throw new PatchbayError(
      'bad-input',
      `The given logits of prompt ${row + 1} are ${logits[row].length.toLocaleString('en-US')} numbers, but the vocabulary has ${vocabSize.toLocaleString('en-US')} tokens: give one for each.`,
    )
}
