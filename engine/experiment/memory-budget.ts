import { FREE_PART, type MemoryBudget } from '../../contract'
import { freeMemoryBytes } from '../model/free-memory'

/** What a run that begins now may use: what was given, or without it (null) a part of what is free. */
export function budgetOf(memoryBytes: number | null = null): MemoryBudget {
  if (memoryBytes !== null) return { bytes: memoryBytes, from: 'given' }
  return { bytes: Math.floor(FREE_PART * freeMemoryBytes()), from: 'free' }
}
