import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Answer, ArgsOf, RequestName, ResultOf } from '../contract'
import { type App, expect } from './shells'

export type ViewTitle =
  | 'Model'
  | 'Dataset'
  | 'Screen'
  | 'Confirm'
  | 'Trace'
  | 'Discover'
  | 'Judge'
  | 'Explain'
  | 'Runs'
  | 'Compare'
  | 'Sweep'
  | 'Settings'
/** What Cytoscape leaves on the element that it draws into. */
interface CyReg {
  cy: { edges(selector: string): { map<T>(of: (edge: { data(name: 'edge'): number }) => T): T[] } }
}

export interface PromptTexts {
  clean: string
  corrupt: string
  answer: string
  wrongAnswer: string
}

/** What a user does in the workbench and sees there, in the words of the interface. */
export class Workbench {
  readonly app: App

  constructor(app: App) {
    this.app = app
  }

  get page(): Page {
    return this.app.page
  }

  async show(view: ViewTitle): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
  }

  /** By its path, as typed into the Model view. */
  async openModel(modelPath: string): Promise<void> {
    await this.show('Model')
    await this.page.getByLabel('Path or name of a model').fill(modelPath)
    await this.page.getByRole('button', { name: 'Open model', exact: true }).click()
  }

  field(name: 'Clean prompt' | 'Corrupt prompt' | 'Answer' | 'Wrong answer', row: number): Locator {
    return this.page.getByLabel(`${name}, row ${row}`, { exact: true })
  }

  /** A new set with these rows, typed into the Dataset view. */
  async typePrompts(prompts: PromptTexts[]): Promise<void> {
    await this.show('Dataset')
    await this.page.getByRole('button', { name: 'New', exact: true }).click()
    for (const [index, prompt] of prompts.entries()) {
      if (index > 0) await this.page.getByRole('button', { name: 'Add row' }).click()
      await this.field('Clean prompt', index + 1).fill(prompt.clean)
      await this.field('Corrupt prompt', index + 1).fill(prompt.corrupt)
      await this.field('Answer', index + 1).fill(prompt.answer)
      await this.field('Wrong answer', index + 1).fill(prompt.wrongAnswer)
    }
  }

  /** A new set from a file, through the Dataset view's Import. */
  async importPrompts(fileName: string, text: string): Promise<void> {
    await this.show('Dataset')
    await this.page.getByRole('button', { name: 'New', exact: true }).click()
    const file = { name: fileName, mimeType: 'application/json', buffer: Buffer.from(text) }
    await this.page.getByLabel('Prompt file').setInputFiles(file)
  }

  /**
   * The sample's pairs many times over: the same circuit, but enough seconds of work that a test catches the run midway
   * even if the machine stalls for one.
   */
  async importManyPrompts(copies = 320): Promise<void> {
    const file = path.join(import.meta.dirname, '../samples/induction/prompts.json')
    const { prompts } = JSON.parse(readFileSync(file, 'utf8')) as { prompts: unknown[] }
    const many = Array.from({ length: copies }, () => prompts).flat()
    await this.importPrompts('many.json', JSON.stringify({ prompts: many }))
    await expect(this.promptSummary).toContainText(`${many.length.toLocaleString('en-US')} rows ready`)
  }

  /** ACDC over many prompts, with a threshold that makes it test many edges. */
  async prepareLongRun(): Promise<void> {
    await this.importManyPrompts(200)
    // Measured identically to the last bit after an interruption, unlike kl (engine/README.md).
    await this.setMetric('logit difference')
    // So low that nearly every edge has to be tested, with some of them cut.
    await this.setThreshold('1e-12')
  }

  /** A long run, paused after some edges; returns how many are decided. */
  async startAndPause(): Promise<number> {
    await this.prepareLongRun()
    await this.control('Run ACDC').click()
    await this.untilDecided(3)
    await this.control('Pause').click()
    await expect(this.runState).toHaveText('paused · run 1')
    return (await this.runSummary(1)).edgesDecided
  }

  get promptSummary(): Locator {
    return this.page.getByRole('status', { name: 'Prompt summary' })
  }

  async setMetric(label: string): Promise<void> {
    await this.page.getByLabel('Metric', { exact: true }).selectOption(label)
  }

  async setThreshold(threshold: string): Promise<void> {
    await this.page.getByLabel('Threshold', { exact: true }).fill(threshold)
  }

  /** In the header: run, pause, resume, step, stop. */
  control(name: 'Run ACDC' | 'Pause' | 'Resume' | 'Step' | 'Stop'): Locator {
    return this.page.getByRole('group', { name: 'Run controls' }).getByRole('button', { name })
  }

  get runState(): Locator {
    return this.page.getByRole('status', { name: 'Run state' })
  }

  /** A stage's own button: its name is the stage's. */
  stageButton(stage: 'Screen' | 'Confirm' | 'Trace' | 'Judge'): Locator {
    return this.page
      .getByRole('region', { name: stage, exact: true })
      .getByRole('toolbar')
      .getByRole('button', { name: stage, exact: true })
  }

  /** Starts a stage with the current form and waits for its end. */
  async runStage(stage: 'Screen' | 'Confirm' | 'Trace' | 'Judge'): Promise<void> {
    const number = await this.nextRunNumber()
    await this.stageButton(stage).click()
    await expect(this.runState).toHaveText(`finished · run ${number}`, { timeout: 90_000 })
  }

  get counts(): Locator {
    return this.page.getByRole('status', { name: 'Edge counts' })
  }

  get circuit(): Locator {
    return this.page.getByRole('application', { name: /^Circuit graph/ })
  }

  /** How many edges the run on screen has decided. */
  async decidedCount(): Promise<number> {
    const text = await this.page.getByRole('region', { name: 'Run', exact: true }).innerText()
    return Number((/([\d,]+) \/ [\d,]+/.exec(text)?.[1] ?? '0').replaceAll(',', ''))
  }

  async untilDecided(atLeast: number): Promise<void> {
    await expect
      .poll(() => this.decidedCount(), { intervals: [50], timeout: 60_000 })
      .toBeGreaterThanOrEqual(atLeast)
  }

  /** Starts ACDC with the current form and waits for its end. */
  async runToTheEnd(): Promise<void> {
    const number = await this.nextRunNumber()
    await this.control('Run ACDC').click()
    await expect(this.runState).toHaveText(`finished · run ${number}`, { timeout: 90_000 })
  }

  /** The kept edges the inspector lists, as it writes them, sorted; only for lists short enough to show all. */
  async listedCircuit(): Promise<string[]> {
    const buttons = this.page.getByRole('list', { name: 'Kept edges' }).getByRole('button')
    const names = await buttons.evaluateAll((all) => all.map((button) => button.textContent ?? ''))
    return names.map((name) => name.split(',')[0]).sort()
  }

  async seeCircuit(edges: string[]): Promise<void> {
    await expect.poll(() => this.listedCircuit()).toEqual(edges)
  }

  /** Calls the host as the page does. */
  async ask<N extends RequestName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    type Untyped = (name: string, args: unknown) => Promise<Answer<ResultOf<N>>>
    const answer = await this.page.evaluate(
      ([request, given]) => (window.patchbay!.call as Untyped)(request, given),
      [name, args] as const,
    )
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }

  /** All decisions of a run in test order, as text: for comparing whole runs. */
  async decisionsOf(number: number): Promise<string[]> {
    const { id } = await this.runSummary(number)
    return this.page.evaluate(async (runId) => {
      const answer = await window.patchbay!.call('runs.get', { id: runId })
      if (!answer.ok) throw new Error(answer.error.message)
      const { edge, kept, delta } = answer.value.decisions
      return Array.from(edge, (index, step) => `${index} ${kept[step]} ${delta[step]}`)
    }, id)
  }

  /** The indices of the edges that a run kept. */
  async keptEdges(number: number): Promise<number[]> {
    const { id } = await this.runSummary(number)
    return this.page.evaluate(async (runId) => {
      const answer = await window.patchbay!.call('runs.get', { id: runId })
      if (!answer.ok) throw new Error(answer.error.message)
      const { edge, kept } = answer.value.decisions
      return Array.from(edge)
        .filter((_, step) => kept[step])
        .sort((a, b) => a - b)
    }, id)
  }

  /** The indices of the kept edges that the canvas of the circuit has. */
  drawnKeptEdges(): Promise<number[]> {
    return this.circuit.evaluate((view) => {
      const boxes = Array.from(view.querySelectorAll('div')) as (HTMLDivElement & { _cyreg?: CyReg })[]
      const cy = boxes.find((box) => box._cyreg)?._cyreg?.cy
      if (!cy) throw new Error('There is no canvas in the view of the circuit.')
      const kept = cy.edges('.kept').map((edge) => edge.data('edge'))
      return kept.sort((a, b) => a - b)
    })
  }

  async runSummary(number: number) {
    const summary = (await this.ask('runs.list', {})).find((run) => run.number === number)
    if (!summary) throw new Error(`There is no run ${number}.`)
    return summary
  }

  private async nextRunNumber(): Promise<number> {
    return Math.max(0, ...(await this.ask('runs.list', {})).map((run) => run.number)) + 1
  }
}

/** What the bundled sample was built to contain. */
export const SAMPLE_CIRCUIT = [
  '0.1.v ← embed',
  '1.2.k ← 0.1',
  '1.2.q ← embed',
  '1.2.v ← embed',
  'logits ← 1.2',
]

/** A file of `shared` beside the project (real models and data; often absent), or null. */
export function sharedPath(...parts: string[]): string | null {
  const file = path.join(import.meta.dirname, '..', '..', 'shared', ...parts)
  return existsSync(file) ? file : null
}
