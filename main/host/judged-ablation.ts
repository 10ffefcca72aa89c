import { z } from 'zod'
import { ABLATIONS } from '../../contract'
import type { Ablation, RunConfig } from '../../contract'
import type { Store } from '../store'

const fileRecord = z.object({ ablation: z.enum(ABLATIONS) })

/** The configuration with the ablation that an `evaluate` left open: that with which its circuit was found. */
export function withJudgedAblation(config: RunConfig, store: Store): RunConfig {
  if (config.method !== 'evaluate' || config.ablation !== undefined) return config
  return { ...config, ablation: ablationOfCircuit(config.circuit, store) ?? 'resample' }
}

/** As a run or a circuit file says it; files of other programs do not. */
function ablationOfCircuit(
  circuit: Extract<RunConfig, { method: 'evaluate' }>['circuit'],
  store: Store,
): Ablation | undefined {
  if (!('runId' in circuit)) return fileRecord.safeParse(circuit.patchbay).data?.ablation
  const { config } = store.runs.get(circuit.runId)
  return config && 'ablation' in config ? config.ablation : undefined
}
