import { z } from 'zod'
import { PatchbayError } from '../../../contract'
import type { RunConfig, RunProvenance } from '../../../contract'
import type { RunBundle, Store } from '../../store'
import { bundleSchema, packed, unpacked, type PackedForm } from '../runs/bundle'

/** What another machine needs to compute a run, or to go on with it: nothing else of our store, and nothing of the model but what it is. */
export interface ClusterJob {
  /** Hash of all that determines the result: the same job has the same id, whoever asks. */
  configuration: string
  /** In sentences: `acdc of gpt2, Run 3`. */
  title: string
  model: { name: string; hash: string; path: string }
  /** What computes the same: another version may not. */
  engine: { patchbayVersion: string; onnxruntimeVersion: string }
  /** The run as far as it is. */
  run: RunBundle
  /** Runs that it takes something from: circuits to judge, references, what a fork begins with. */
  needs: RunBundle[]
}

const jobSchema = z.object({
  configuration: z.string().min(1),
  title: z.string(),
  model: z.object({ name: z.string(), hash: z.string(), path: z.string() }),
  engine: z.object({ patchbayVersion: z.string(), onnxruntimeVersion: z.string() }),
  run: bundleSchema,
  needs: z.array(bundleSchema),
})
const JOB: PackedForm<typeof jobSchema> = { title: 'patchbay job 1', what: 'a job', schema: jobSchema }

/** The job of a run of the store. @throws PatchbayError (conflict) for one that was not computed; (not-found) */
export function jobOf(store: Store, runId: string): ClusterJob {
  const { config, provenance, summary } = store.runs.get(runId)
  const configuration = store.runs.configurationOf(runId)
  if (!config || !provenance || configuration === null)
    throw new PatchbayError(
      'conflict',
      `${summary.name} is an imported circuit: there is nothing to compute.`,
    )
  const { name, method, modelName, model } = summary
  return {
    ...{ configuration, title: `${method} of ${modelName}, ${name}` },
    model: { name: modelName, hash: provenance.modelHash, path: model },
    engine: engineOf(provenance),
    run: store.bundles.read(runId),
    needs: neededBy(config, store).map((id) => store.bundles.read(id)),
  }
}

function engineOf({ patchbayVersion, onnxruntimeVersion }: RunProvenance): ClusterJob['engine'] {
  return { patchbayVersion, onnxruntimeVersion }
}

/** Ids of the runs that a configuration names, and of those that theirs name, each once; deepest first. */
function neededBy(config: RunConfig, store: Store): string[] {
  const found = new Set<string>()
  const visit = (inner: RunConfig | null) => {
    for (const id of namedIn(inner)) {
      if (found.has(id)) continue
      visit(configOf(id, store))
      found.add(id)
    }
  }
  visit(config)
  return [...found]
}

/** Whatever refers to a run of the store does so as `runId`. */
function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'runId' && typeof inner === 'string' ? [inner] : key === 'rows' ? [] : namedIn(inner),
  )
}

/** Of a run that a judged circuit came from in turn, which may be gone. */
function configOf(id: string, store: Store): RunConfig | null {
  return store.runs.get(id).config
}

export function jobToBytes(job: ClusterJob): Buffer {
  return packed(JOB, job as z.output<typeof jobSchema>)
}

/** @throws PatchbayError (bad-input) for a file that is none, or is not whole; `file` is what messages call it. */
export function bytesToJob(bytes: Uint8Array, file: string): ClusterJob {
  return unpacked(JOB, bytes, file)
}
