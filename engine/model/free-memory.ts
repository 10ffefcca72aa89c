import { freemem } from 'node:os'

/** What of this machine's memory is free, within a container's limit. */
export function freeMemoryBytes(): number {
  return Math.min(freemem(), process.availableMemory())
}
