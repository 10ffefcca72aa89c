import { z } from 'zod'
import { ABLATIONS, meaningOfBlock } from '../../../contract'
import type { Ablation, RunConfig, ScoreMeaning } from '../../../contract'
import type { Store } from '../../store'

const word = z.enum(ABLATIONS)
const fileRecord = z.object({ ablation: word })

/** The configuration with the ablation that an `evaluate` left open: that with which its circuit was found. */
export function withJudgedAblation(config: RunConfig, store: Store): RunConfig {
  if (config.method !== 'evaluate' || config.ablation !== undefined) return config
  return { ...config, ablation: ablationOfCircuit(config.circuit, store) ?? 'resample' }
}

/** As a run, a circuit file or a file that was opened says it; files of other programs do not. */
function ablationOfCircuit(
  circuit: Extract<RunConfig, { method: 'evaluate' }>['circuit'],
  store: Store,
): Ablation | undefined {
  if (!('runId' in circuit)) {
    const { patchbay } = circuit
    const scored = () => meaningOfBlock(patchbay, 'the circuit file')
    return fileRecord.safeParse(patchbay).data?.ablation ?? ablationOfScores(scored())
  }
  const { config, summary } = store.runs.get(circuit.runId)
  if (config) return 'ablation' in config ? config.ablation : undefined
  return ablationOfScores(summary.importedScores?.meaning)
}

const ablationOfScores = (meaning: ScoreMeaning | null | undefined): Ablation | undefined =>
  word.safeParse(meaning?.ablation).data
