import { writeSync } from 'node:fs'
import { Store } from '../main/store/index'
import { newRun } from './made-up-run'

// For store.test.ts: journals batches of 50 decisions until it is killed; prints the run's id, then each
// batch's number once it is saved.

const store = new Store(process.argv[2])
const { id } = store.runs.insert({ ...newRun(), owner: null, edgesTotal: 1e9 }) // endless
writeSync(1, `${id}\n`)

for (let step = 0, seq = 0; ; step += 50) {
  const decisions = {
    firstStep: step,
    edge: Int32Array.from({ length: 50 }, (_, row) => step + row),
    metric: new Float64Array(50),
    delta: new Float64Array(50),
    kept: new Uint8Array(50),
    reason: new Uint8Array(50),
  }
  const effects = { edge: new Int32Array(0), effect: new Float64Array(0) }
  const counts = { edgesDecided: step + 50, edgesKept: 0, testsRun: 0, borderline: 0, elapsedMs: 0 }
  seq = store.journal.append({ runId: id, owner: null, seqBefore: seq }, { decisions, effects }, counts)
  writeSync(1, `${seq}\n`)
}
