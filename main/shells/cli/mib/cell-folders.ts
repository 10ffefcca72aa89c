import { copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { writeOutFile } from '../output/out-file'
import type { MibResult } from './compute-row'
import { sizedFiles } from './submission'

/** What is written of each cell, see writeCell. */
type Cell = MibResult & { scores: object }

/**
 * Writes a cell of a method: `circuits` has all of it together, its scores and the nine circuits beside CPR and CMD. MIB takes
 * folders that have either the scores or nine circuits, and nothing else: these are in `importances` and `multiple_circuits`,
 * where `abs-False` has the circuits that CPR is of, `abs-True` those of CMD.
 */
export async function writeCell(out: string, { importances, ...result }: Cell): Promise<void> {
  const { method, task, model } = result
  const name = `${task.replaceAll('_', '-')}_${model}`
  const folder = (...kind: string[]) => path.join(out, ...kind, name)
  const whole = folder('circuits', method)
  await writeIn(whole, 'results.json', result)
  await writeIn(whole, SCORES, importances)
  share(path.join(whole, SCORES), folder('importances', method))
  for (const { percent, file } of sizedFiles(importances!, 'signed')) {
    await writeIn(whole, `${percent}.json`, file)
    share(path.join(whole, `${percent}.json`), folder('multiple_circuits', method, 'abs-False'))
  }
  for (const { percent, file } of sizedFiles(importances!, 'absolute'))
    await writeIn(folder('multiple_circuits', method, 'abs-True'), `${percent}.json`, file)
}

const SCORES = 'importances.json'

async function writeIn(folder: string, name: string, value: unknown): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await writeOutFile(path.join(folder, name), `${JSON.stringify(value)}\n`)
}

/** The same file in another folder, without its bytes a second time where the file system has links. */
function share(file: string, folder: string): void {
  const twin = path.join(folder, path.basename(file))
  mkdirSync(folder, { recursive: true })
  rmSync(twin, { force: true })
  try {
    linkSync(file, twin)
  } catch {
    copyFileSync(file, twin)
  }
}
