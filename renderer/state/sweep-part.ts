import { create } from 'zustand'

/** What is below the charts of a sweep. */
export type SweepPart = 'table' | 'pictures' | 'jaccard' | 'stability' | 'runs'

export const useSweepPart = create<{ part: SweepPart }>(() => ({ part: 'table' }))

export function showSweepPart(part: SweepPart): void {
  useSweepPart.setState({ part })
}
