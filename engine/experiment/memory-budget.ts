import { freemem } from 'node:os'
import { FREE_PART, type MemoryBudget } from '../../contract'

/** What a run that begins now may use: what was given, or without it (null) a part of what is free, a container's limit included. */
export function budgetOf(memoryBytes: number | null = null): MemoryBudget {
  if (memoryBytes !== null) return { bytes: memoryBytes, from: 'given' }
  const free = Math.min(freemem(), process.availableMemory())
  return { bytes: Math.floor(FREE_PART * free), from: 'free' }
}
