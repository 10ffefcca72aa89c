import path from 'node:path'
import { afterAll } from 'vitest'
import { ReadingThreads } from '../main/host/files/reading/reading-threads'
import { FROM_SOURCES, ROOT } from './from-sources'

/** Threads that read strangers' files for the tests of one file, from sources; ended after them. */
export function readingThreads(): ReadingThreads {
  const workerFile = path.join(ROOT, 'main/host/files/reading/reading-worker.ts')
  const reading = new ReadingThreads({ workerFile, execArgv: FROM_SOURCES })
  afterAll(() => reading.close())
  return reading
}
