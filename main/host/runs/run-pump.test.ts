import { describe, expect, it } from 'vitest'
import type { MethodEvent } from '../../../engine/host'
import { RunPump } from './run-pump'
import type { RunReport } from '../process/worker-messages'

const decision = (step: number): MethodEvent => {
  return {
    type: 'decision',
    step,
    edge: 10 + step,
    metric: step,
    delta: null,
    kept: false,
    reason: 'below-threshold',
  }
}

/** Events as the engine gives them: as many decisions as are pulled. */
async function* endless(closed: { yes: boolean }): AsyncGenerator<MethodEvent> {
  try {
    yield { type: 'stage', stage: 'testing edges' }
    for (let step = 0; ; step++) {
      yield { type: 'testing', edge: 10 + step }
      yield decision(step)
    }
  } finally {
    closed.yes = true
  }
}

function pumping(events: AsyncGenerator<MethodEvent>, firstStep = 0) {
  const reports: RunReport[] = []
  const pump = new RunPump(events, firstStep, (report) => reports.push(report))
  const steps = () => reports.flatMap(({ decisions }) => [...decisions.edge])
  return { pump, reports, steps, ended: pump.run() }
}

describe('the run pump', () => {
  it('reports every decision before a pause is in effect, then steps one by one, and closes the engine', async () => {
    const closed = { yes: false }
    const { pump, reports, steps, ended } = pumping(endless(closed))
    await pump.control('pause')
    const before = steps().length
    expect(reports.at(-1)!.isPaused).toBe(true)
    await pump.control('step')
    await pump.control('step')
    expect(steps().length).toBe(before + 2)
    await pump.control('resume')
    expect(reports.at(-1)!.isPaused).toBe(false)
    await pump.control('pause')
    await pump.control('stop')
    expect([await ended, closed.yes]).toEqual([{ kind: 'stopped' }, true])
    expect(steps()).toEqual(steps().map((_, step) => 10 + step))
    for (const { decisions } of reports) {
      if (decisions.edge.length > 0) expect(decisions.edge[0]).toBe(10 + decisions.firstStep)
    }
  })

  it('reports what was decided before the engine failed', async () => {
    async function* failing(): AsyncGenerator<MethodEvent> {
      yield decision(4)
      yield decision(5)
      throw new Error('no memory')
    }
    const { steps, reports, ended } = pumping(failing(), 4)
    await expect(ended).rejects.toThrow('no memory')
    expect([
      steps(),
      reports.find(({ decisions }) => decisions.edge.length > 0)!.decisions.firstStep,
    ]).toEqual([[14, 15], 4])
  })

  it('refuses a decision out of order, because the journal could not be resumed', async () => {
    async function* jumping(): AsyncGenerator<MethodEvent> {
      yield decision(1)
    }
    await expect(pumping(jumping()).ended).rejects.toThrow('The engine reported step 1 where 0 was due.')
  })
})
