import type { Line } from '../table'
import type { Part } from './part'

/** Of the circuit that is judged. */
const EDGES = 100
const MOST_FORWARDS = 40

/** All of Judge on one circuit, against plain forward passes of the same prompts in the same process. */
export const judge: Part = async ({ start, model, threads }) => {
  const result = await start('judge', { model, threads, edges: EDGES })
  const forwards = result.judge.cpuMs / result.forward.cpuMs
  const line: Line = {
    what: `judge ${model.name}, a circuit of ${EDGES} edges`,
    ...result.judge,
    ratio: `${forwards.toFixed(1)} x a forward pass`,
    goal: { met: forwards <= MOST_FORWARDS, text: `<= ${MOST_FORWARDS} x` },
    peakBytes: result.peakBytes,
    note: `${result.circuits} circuits measured, ${(forwards / result.circuits).toFixed(2)} x a forward pass each`,
  }
  return [line]
}
