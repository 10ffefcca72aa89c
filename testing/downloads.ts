import type { Download, DownloadPlan } from '../contract'

// Made-up models of the hub, for tests of what is shown of them.

const COMMIT = 'a39f36b100fe8a5377810d56c3f4789b9c53ac42'
const SOURCE = { repo: 'org/model', revision: 'main', commit: COMMIT, from: 'https://hub.example' }

export function planOf(changes: Partial<DownloadPlan> = {}): DownloadPlan {
  return {
    ...SOURCE,
    name: 'org/model',
    into: '/cache/models--org--model',
    files: [
      { path: 'config.json', bytes: 570, presentBytes: 570 },
      { path: 'model.safetensors', bytes: 911_000_000, presentBytes: 120_000_000 },
      { path: 'tokenizer.json', bytes: 2_110_000, presentBytes: 0 },
    ],
    totalBytes: 913_110_570,
    missingBytes: 793_110_000,
    freeBytes: 52_100_000_000,
    licence: 'mit',
    notes: [],
    problem: null,
    ...changes,
  }
}

export function downloadOf(changes: Partial<Download> = {}): Download {
  return {
    ...SOURCE,
    name: 'org/model',
    state: 'downloading',
    file: 'model.safetensors',
    filesDone: 1,
    filesTotal: 3,
    doneBytes: 420_000_000,
    totalBytes: 913_110_570,
    bytesPerSecond: 12_400_000,
    remainingMs: 39_800,
    message: null,
    ...changes,
  }
}
