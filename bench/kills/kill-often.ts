import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { DecisionColumns } from '../../contract'
import { Host } from '../../main/host/host'
import { acdcRun } from './acdc-run'
import { checkStore, type Shown } from './check-store'

const SOURCES = path.join(import.meta.dirname, '../../testing/ts-sources.mjs')
const VICTIM = path.join(import.meta.dirname, 'victim.ts')
const WRITER = path.join(import.meta.dirname, '../../testing/run-writer.ts')
const CLI = path.join(import.meta.dirname, '../../main/shells/cli/cli.ts')
/** The longest a victim lives after the sign that is waited for: its first work, or its first decision. */
const LIFE_MS = 700

export interface KillFigures {
  kills: number
  /** Kills before anything was said: while the program started. */
  whileStarting: number
  /** ACDC runs that were killed and went on to the identical circuit. */
  runsCompleted: number
  decisionsShown: number
  edits: number
  imports: number
  exports: number
  /** Sentences, one for each thing that was not as it must be. */
  faults: string[]
}

interface Folder {
  store: string
  start: string
  circuit: string
  out: string
}

/** Kills a workbench (every third time a command line that resumes the run) at random moments, and looks after each. */
export async function killOften(
  kills: number,
  { prompts, random, log }: { prompts: number; random: () => number; log: (line: string) => void },
): Promise<KillFigures> {
  const root = mkdtempSync(path.join(tmpdir(), 'patchbay-kills-'))
  const file = (name: string) => path.join(root, name)
  const folder = {
    store: file('runs.db'),
    start: file('start.json'),
    circuit: file('in.json'),
    out: file('out.json'),
  }
  writeFileSync(folder.start, JSON.stringify(acdcRun(prompts)))
  const whole = await wholeRun(folder, file('whole.db'))
  const shown: Shown = { decided: 0, edited: -1, imported: new Set(), exported: -1, edits: 0, exports: 0 }
  const figures = {
    kills,
    whileStarting: 0,
    runsCompleted: 0,
    decisionsShown: 0,
    edits: 0,
    imports: 0,
    exports: 0,
  }
  const faults: string[] = []
  for (let kill = 1; kill <= kills; kill++) {
    const before = { ...shown }
    const useCli = kill % 3 === 0 && shown.decided > 0
    await live(folder, shown, {
      useCli,
      from: kill % 4 === 0 ? 'work' : 'decision',
      lifeMs: LIFE_MS * random(),
    })
    if (shown.decided === before.decided && shown.edited === before.edited) figures.whileStarting++
    figures.decisionsShown += shown.decided - before.decided
    const { found, isDone } = checkStore(folder, shown, whole)
    faults.push(...found.map((fault) => `after kill ${kill}: ${fault}`))
    log(
      `kill ${kill}: ${shown.decided} decided, ${shown.edits} edits, ${shown.imported.size} imports; ${found.length} faults`,
    )
    if (!isDone) continue
    figures.runsCompleted++
    shown.decided = 0
  }
  const last = await toTheEnd(folder, whole)
  if (last) faults.push(last)
  else figures.runsCompleted++
  rmSync(root, { recursive: true })
  const { edits, imported, exports } = shown
  return { ...figures, edits, imports: imported.size, exports, faults }
}

/** One life: from the start to the kill, which comes `lifeMs` after the first work, or the first decision. */
async function live(
  folder: Folder,
  shown: Shown,
  { useCli, from, lifeMs }: { useCli: boolean; from: 'work' | 'decision'; lifeMs: number },
): Promise<void> {
  const { store, start, circuit, out } = folder
  const next = Math.max(shown.edited, shown.exported, ...shown.imported) + 1
  const args = useCli
    ? [CLI, 'runs', 'resume', String(shown.number), '--db', store, '--out', `${out}.cli`]
    : [VICTIM, store, start, circuit, out, String(next)]
  const child = spawn(process.execPath, ['--import', SOURCES, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let timer: NodeJS.Timeout | null = null
  const begun = (sign: 'work' | 'decision') => {
    if (sign === 'decision' || from === 'work') timer ??= setTimeout(() => child.kill('SIGKILL'), lifeMs)
  }
  listen(child, shown, begun)
  await once(child, 'close')
  if (timer) clearTimeout(timer)
}

function listen(child: ChildProcess, shown: Shown, begun: (sign: 'work' | 'decision') => void): void {
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [what, count] = line.split(' ')
    if (what === 'imported') shown.imported.add(Number(count))
    if (what === 'edited') shown.edits++
    if (what === 'exported') shown.exports++
    if (what === 'decided' || what === 'edited' || what === 'exported')
      shown[what] = Math.max(shown[what], Number(count))
    begun(what === 'decided' || what === 'done' ? 'decision' : 'work')
  })
  createInterface({ input: child.stderr! }).on('line', (line) => {
    const count = /(\d+)\/\d+ edges/.exec(line)
    if (count) shown.decided = Math.max(shown.decided, Number(count[1]))
    begun('decision')
  })
}

/** The same run without a kill, and its circuit as a file to import. */
async function wholeRun({ start, circuit }: Folder, storePath: string): Promise<DecisionColumns> {
  const { decisions, text } = await untilDone(storePath, start)
  writeFileSync(circuit, text)
  return decisions
}

/** Lets the last killed run go on (or one more, where that was done); null where it ends as the whole one did. */
async function toTheEnd({ store, start }: Folder, whole: DecisionColumns): Promise<string | null> {
  const host = new Host({ storePath: store, emit: () => {} })
  const runs = await host.call('runs.list', {})
  await host.close()
  const isLeft = runs.some(({ method, state }) => method === 'acdc' && state !== 'done')
  const { decisions } = await untilDone(store, isLeft ? 'resume' : start)
  return JSON.stringify(decisions) === JSON.stringify(whole)
    ? null
    : 'the resumed run ends with another circuit'
}

async function untilDone(
  storePath: string,
  task: string,
): Promise<{ decisions: DecisionColumns; text: string }> {
  const child = spawn(process.execPath, ['--import', SOURCES, WRITER, storePath, task, '15000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (!line.startsWith('decided')) break
  child.kill('SIGKILL')
  const host = new Host({ storePath, emit: () => {} })
  const runs = await host.call('runs.list', {})
  const { id } = runs.find(({ method }) => method === 'acdc')!
  const { decisions } = await host.call('runs.get', { id })
  const { text } = await host.call('runs.export', { id, format: 'json' })
  await host.close()
  return { decisions, text }
}
