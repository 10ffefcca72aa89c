import path from 'node:path'
import type { Page } from '@playwright/test'
import type { PatchbayBridge } from '../../contract'
import type { RunningShell, ShellSettings } from '../../e2e/shell-processes'
import { inProject } from '../../scripts/project'
import { modelFolder, NARROW } from '../models'
import { promptPairs } from '../prompts'
import { framesDuring, type FrameTimes } from './frames'
import { firstWindow, graphOf, isFinished } from './scenarios'

declare const patchbay: PatchbayBridge

/** What is asked of a live run. */
export const ASKED_PER_SECOND = 2000
const EDGES = 32_491
const RUNS = 3
/** Also where other work takes nearly all of the processor. */
const LIMIT_MS = 600_000

/** The frames of one run while it was watched, and how many edges were decided a second. */
export type LiveFrames = FrameTimes & { perSecond: number }

/**
 * ACDC over 32,491 edges, watched in a shell of its own, several times. `perSecond`: the engine computes as always but sleeps
 * where it is ahead of so many decisions a second (paced-engine.cjs); null: as fast as it can.
 */
export async function liveRuns(
  start: (settings: ShellSettings) => Promise<RunningShell>,
  settings: ShellSettings,
  perSecond: number | null,
): Promise<LiveFrames[]> {
  const shell = await start({ ...settings, env: perSecond === null ? {} : pacedBy(perSecond) })
  try {
    await firstWindow(shell.page)
    const runs: LiveFrames[] = []
    for (let run = 1; run <= RUNS; run++) runs.push(await liveRun(shell.page, `live ${run}`))
    return runs
  } finally {
    await shell.close()
  }
}

function pacedBy(perSecond: number): Record<string, string> {
  const script = inProject(path.join('bench', 'interface', 'paced-engine.cjs'))
  const options = [process.env.NODE_OPTIONS, `--require ${JSON.stringify(script)}`].filter(Boolean)
  return { NODE_OPTIONS: options.join(' '), PATCHBAY_BENCH_RATE: String(perSecond) }
}

async function liveRun(page: Page, name: string): Promise<LiveFrames> {
  const rows = promptPairs({ prompts: 2, tokens: 6, vocabSize: NARROW.vocabSize }).map((pair) => ({
    clean: [...pair.clean],
    corrupt: [...pair.corrupt],
    answers: pair.answers,
    wrong_answers: pair.wrongAnswers,
  }))
  const text = JSON.stringify({ prompts: rows })
  const id = await page.evaluate(startRun, { model: modelFolder(NARROW), text, name })
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Runs' }).click()
  await page.getByRole('button', { name: new RegExp(`^Open run \\d+, ${name}$`) }).click()
  await graphOf(page).waitFor()
  await page.waitForFunction(isPruning, null, { polling: 'raf' })
  const from = await page.evaluate(decidedOf, id)
  const started = performance.now()
  const frames = await framesDuring(page, () =>
    page.waitForFunction(isFinished, null, { timeout: LIMIT_MS, polling: 500 }),
  )
  const seconds = (performance.now() - started) / 1000
  return { ...frames, perSecond: (EDGES - from) / seconds }
}

/** In the page. The threshold is low enough that edges are kept all through the run. */
async function startRun({ model, text, name }: Record<'model' | 'text' | 'name', string>): Promise<string> {
  const parsed = await patchbay.call('prompts.parse', { text, fileName: 'prompts.json' })
  if (!parsed.ok) throw new Error(parsed.error.message)
  if (parsed.value.kind !== 'rows') throw new Error('there are no rows in it')
  const prompts = { name: 'random', bos: 'no' as const, rows: parsed.value.rows }
  const options = { metric: 'logit_diff', threshold: 0.004, order: 'reference', absolute: false } as const
  const started = await patchbay.call('runs.start', {
    config: { method: 'acdc', model, prompts, ...options },
    name,
  })
  if (!started.ok) throw new Error(started.error.message)
  return started.value.id
}

/** In the page: how many edges the run has decided. */
async function decidedOf(id: string): Promise<number> {
  const answer = await patchbay.call('runs.get', { id })
  return answer.ok ? answer.value.summary.edgesDecided : 0
}

function isPruning(): boolean {
  return document.querySelector('[aria-label="Run state"]')?.textContent?.includes('pruning') ?? false
}
