import type { Timing } from '../process-stats'
import type { Line } from '../table'
import type { Part } from './part'

/** A run of GPT-2 small's shape, replayed at its pace: what reporting it takes beside computing it. */
export const streaming: Part = async ({ start }) => {
  const { alone, streamed, journalled, reports, runMs, edges } = await start('streaming', {
    run: 'logit_diff',
  })
  const line = (what: string, { cpuMs }: Timing): Line => {
    const share = (cpuMs - alone.cpuMs) / runMs
    return {
      what: `${what}, small logit_diff`,
      cpuMs: cpuMs - alone.cpuMs,
      ratio: `${(100 * share).toFixed(2)} % of the run's ${(runMs / 1000).toFixed(1)} s`,
      goal: { met: share < 0.05, text: '< 5 %' },
      note: `${edges} decisions in ${reports} reports; computing time beyond that of the events alone`,
    }
  }
  return [line('reported to a listener', streamed), line('reported to a listener and journalled', journalled)]
}
