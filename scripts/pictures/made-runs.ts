import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { writeCircuitFiles } from '../../bench/interface/circuit-files'
import { modelFolder, NARROW } from '../../bench/models'
import { promptPairs } from '../../bench/prompts'
import type { AcdcConfig, PatchbayBridge, ArgsOf, PromptSet } from '../../contract'
import { finishedRun, readRows } from '../picture-steps'

declare const patchbay: PatchbayBridge

type StartedSweep = ArgsOf<'sweeps.start'>['spec']

const TRAINED = 'sample:trained'
/** What the runs are called by which the pictures open them. */
export const MADE = {
  circuit: 'names',
  wide: 'names, all that matters',
  other: 'names, held to few',
  scores: 'names, scored',
  stages: 'names, four stages',
  judged: 'names, judged',
  large: 'GPT-2 small’s graph',
  largeNone: 'GPT-2 small’s graph, nothing kept',
  largeOther: 'GPT-2 small’s graph, fewer kept',
  paused: 'GPT-2 small’s graph, paused',
} as const

/** The runs of the trained sample that pictures show, and a sweep. */
export async function makeTrainedRuns(page: Page): Promise<void> {
  const prompts = await page.evaluate(samplePrompts, 'sample:trained-ioi')
  const acdc = (threshold: number): AcdcConfig => ({
    ...{ method: 'acdc', model: TRAINED, prompts, metric: 'kl', threshold },
    ...{ order: 'reference', absolute: false },
  })
  const run = (name: string, config: Parameters<typeof finishedRun>[0]['config']) =>
    page.evaluate(finishedRun, { name, config })
  const circuit = await run(MADE.circuit, acdc(0.01))
  const wide = await run(MADE.wide, acdc(0.001))
  await run(MADE.other, acdc(0.1))
  const shared = { model: TRAINED, prompts, metric: 'logit_diff' } as const
  await run(MADE.scores, { ...shared, method: 'eap', direction: 'noising', igSteps: 5 })
  await run(MADE.stages, { ...shared, method: 'workflow', direction: 'noising', top: 12 })
  const judging = {
    direction: 'noising' as const,
    circuit: { runId: circuit },
    reference: { runId: wide },
    top: [] as number[],
    by: 'absolute' as const,
  }
  await run(MADE.judged, { ...shared, ...judging, method: 'evaluate' })
  const values = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]
  const axes: StartedSweep['axes'] = [{ name: 'threshold', values }]
  await page.evaluate(finishedSweep, { base: acdc(0.01), axes })
}

/** Those of random weights in GPT-2 small's graph. */
export async function makeLargeRuns(page: Page): Promise<void> {
  const pairs = promptPairs({ prompts: 2, tokens: 6, vocabSize: NARROW.vocabSize }).map((pair) => ({
    clean: [...pair.clean],
    corrupt: [...pair.corrupt],
    answers: pair.answers,
    wrong_answers: pair.wrongAnswers,
  }))
  const rows = await page.evaluate(readRows, JSON.stringify({ prompts: pairs }))
  const acdc = (threshold: number): AcdcConfig => ({
    ...{ method: 'acdc', model: modelFolder(NARROW), prompts: { name: 'random', bos: 'no', rows } },
    ...{ metric: 'logit_diff', threshold, order: 'reference', absolute: false },
  })
  for (const [name, threshold] of [
    [MADE.large, LARGE_THRESHOLDS.about100],
    [MADE.largeOther, LARGE_THRESHOLDS.fewer],
    [MADE.largeNone, 1],
  ] as const)
    await page.evaluate(finishedRun, { name, config: acdc(threshold) })
  await page.evaluate(pausedRun, {
    name: MADE.paused,
    config: acdc(LARGE_THRESHOLDS.about100),
    decided: 9_000,
  })
  await page.evaluate(importCircuit, scoresOfEvery())
}

/** Of the logit difference on random weights. */
const LARGE_THRESHOLDS = { about100: 0.02, fewer: 0.05 }

/** A circuit file with a score for each of the 32,491 edges. */
function scoresOfEvery(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-pictures-'))
  try {
    return readFileSync(writeCircuitFiles(folder).every, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function samplePrompts(id: string): Promise<PromptSet> {
  const answer = await patchbay.call('promptSets.get', { id })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

async function importCircuit(text: string): Promise<void> {
  const answer = await patchbay.call('runs.import', { text, fileName: 'every-edge.json' })
  if (!answer.ok) throw new Error(answer.error.message)
}

async function finishedSweep(spec: StartedSweep): Promise<void> {
  const started = await patchbay.call('sweeps.start', { spec })
  if (!started.ok) throw new Error(started.error.message)
  for (;;) {
    const answer = await patchbay.call('sweeps.list', {})
    if (!answer.ok) throw new Error(answer.error.message)
    if (answer.value[0].state === 'done') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A run that is paused once it has decided as many edges. */
async function pausedRun(start: { config: AcdcConfig; name: string; decided: number }): Promise<void> {
  const started = await patchbay.call('runs.start', start)
  if (!started.ok) throw new Error(started.error.message)
  const { id } = started.value
  for (;;) {
    const answer = await patchbay.call('runs.get', { id })
    if (!answer.ok) throw new Error(answer.error.message)
    if (answer.value.summary.edgesDecided >= start.decided) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const paused = await patchbay.call('runs.control', { id, action: 'pause' })
  if (!paused.ok) throw new Error(paused.error.message)
}
