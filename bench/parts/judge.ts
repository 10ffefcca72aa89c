import { median, type Timing } from '../process-stats'
import type { JudgeRound } from '../jobs/judge-job'
import type { Line } from '../table'
import type { Part } from './part'

/** Of the circuit that is judged. */
const EDGES = 100
const MOST_FORWARDS = 40

/** All of Judge on one circuit, against plain forward passes of the same prompts in the same process, in turns with it. */
export const judge: Part = async ({ start, model, threads }) => {
  const { rounds, circuits, peakBytes } = await start('judge', { model, threads, edges: EDGES })
  const ratios = (time: keyof Timing) => rounds.map((round) => ratioOf(round, time))
  const forwards = median(ratios('cpuMs'))
  const plain = rounds.flatMap((round) => round.forwards.map(({ cpuMs }) => cpuMs.toFixed(0)))
  const line: Line = {
    what: `judge ${model.name}, a circuit of ${EDGES} edges`,
    wallMs: median(rounds.map((round) => round.judge.wallMs)),
    cpuMs: median(rounds.map((round) => round.judge.cpuMs)),
    ratio: `${forwards.toFixed(1)} x a forward pass (${spread(ratios('cpuMs'))}; by wall time ${spread(ratios('wallMs'))})`,
    goal: { met: forwards <= MOST_FORWARDS, text: `<= ${MOST_FORWARDS} x` },
    peakBytes,
    note: `${circuits} circuits measured, ${(forwards / circuits).toFixed(2)} x a forward pass each; forward passes ${plain.join(', ')} CPU ms`,
  }
  return [line]
}

/** Against the forward passes before and after it: the speed of a machine changes within seconds. */
function ratioOf({ judge, forwards: [before, after] }: JudgeRound, time: keyof Timing): number {
  return judge[time] / ((before[time] + after[time]) / 2)
}

const spread = (ratios: readonly number[]) => ratios.map((ratio) => ratio.toFixed(1)).join(', ')
