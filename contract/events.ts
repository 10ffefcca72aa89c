import type { DecisionColumns, EffectColumns } from './decisions'
import type { CertificateState } from './certificate'
import type { Download } from './hub'
import type { ModelIdentity } from './model'
import type { RunProgress, RunSummary } from './run'
import type { RedisState } from './sweep/cluster'

/** What the host reports to every window unasked. */
export type HostEvent =
  /** Journalled already; `seq` counts up by one within a run, so a gap means: take a snapshot. */
  | { type: 'run-decisions'; runId: string; seq: number; decisions: DecisionColumns; effects: EffectColumns }
  | { type: 'run-status'; runId: string; summary: RunSummary; progress: RunProgress | null }
  /** This host no longer computes the run: another Patchbay on the same store took it over. In a sentence. */
  | { type: 'run-lost'; runId: string; message: string }
  | { type: 'runs-changed' }
  /** A sweep began, went on, ended or was deleted; null: any of them, as another Patchbay wrote to the store. */
  | { type: 'sweep-changed'; sweepId: string | null }
  /** What is known of the stability of circuits, of any run. */
  | { type: 'stability-changed' }
  /** The Redis at this address can be used again, or cannot any more: what is under way there waits, and is not lost. */
  | ({ type: 'cluster-changed'; url: string } & RedisState)
  | { type: 'models-changed' }
  /** The weights of a model that was opened were read through, and it is known what it is. */
  | { type: 'model-identified'; stamp: string; identity: ModelIdentity }
  /** The load certificate of a model is being made, or was. */
  | { type: 'model-certificate'; modelHash: string; referenceHash: string | null; state: CertificateState }
  /** How a download goes, several times a second. */
  | { type: 'hub-download'; download: Download }
  /** A download ended: `hub.cached` answers otherwise than before. */
  | { type: 'hub-cache-changed' }
  | { type: 'prompt-sets-changed' }
  /** What people say that nodes of this model do; null: of any, as another Patchbay wrote to the store. */
  | { type: 'roles-changed'; modelHash: string | null }
  | { type: 'settings-changed' }
  /** From the shell: the host process went away / is back (its store and runs must be read again). */
  | { type: 'host-status'; status: 'lost' | 'ready'; message: string }
