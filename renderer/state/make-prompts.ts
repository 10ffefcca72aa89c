import { create } from 'zustand'
import {
  messageOf,
  type ArgsOf,
  type CheckedRow,
  type LeftOutWords,
  type PromptRow,
  type PromptTask,
  type PromptTaskName,
} from '../../contract'
import { call } from './client'
import { createForm } from './forms'
import { latest } from './latest'
import { usePrompts } from './prompt-store'
import { importRows } from './read-rows'
import { useWorkbench } from './workbench'

/** What is chosen for a task; what is left out is as the task has it. */
export interface TaskChoices {
  options: Record<string, string | number>
  templates?: string[]
  lists: Record<string, string[]>
}

/** The form for prompts of a task, kept across starts: each task has its own choices. */
export const makeForm = createForm('make-prompts', {
  task: 'ioi' as PromptTaskName,
  count: 100,
  seed: 0,
  choices: {} as Partial<Record<PromptTaskName, TaskChoices>>,
})

/** The first rows as they would be made. */
interface Preview {
  rows: PromptRow[]
  /** Their tokens; none without a model. */
  checked: CheckedRow[]
  leftOut: LeftOutWords[]
}

interface Making {
  opened: boolean
  tasks: PromptTask[]
  preview: Preview | null
  /** Why there is no preview. */
  problem: string | null
  isLoading: boolean
}

export const useMaking = create<Making>(() => ({
  opened: false,
  tasks: [],
  preview: null,
  problem: null,
  isLoading: false,
}))

const PREVIEW_ROWS = 6
/** A pause in typing this long renews the preview. */
const TYPING_PAUSE_MS = 200

const NO_CHOICES: TaskChoices = { options: {}, lists: {} }

export function choicesOfTask(task: PromptTaskName): TaskChoices {
  return makeForm.get().choices[task] ?? NO_CHOICES
}

/** Opens the form; with `preset`, for that task with these choices. */
export async function openMakePrompts(
  preset?: { task: PromptTaskName } & Partial<TaskChoices>,
): Promise<void> {
  if (preset) {
    const { task, ...choices } = preset
    makeForm.set({ task, choices: { ...makeForm.get().choices, [task]: { ...NO_CHOICES, ...choices } } })
  }
  useMaking.setState({ opened: true, preview: null, problem: null, isLoading: true })
  try {
    if (useMaking.getState().tasks.length === 0)
      useMaking.setState({ tasks: await call('prompts.generators', {}) })
    await refreshPreview()
  } catch (error) {
    useMaking.setState({ problem: messageOf(error), isLoading: false })
  }
}

export function closeMakePrompts(): void {
  latest.making.begin()
  useMaking.setState({ opened: false, isLoading: false })
}

export function chooseTask(task: PromptTaskName): void {
  makeForm.set({ task })
  useMaking.setState({ preview: null, problem: null })
  schedulePreview(0)
}

/** Changes the choices of the task in the form. */
export function changeTask(change: Partial<TaskChoices>): void {
  const { task, choices } = makeForm.get()
  makeForm.set({ choices: { ...choices, [task]: { ...choicesOfTask(task), ...change } } })
  schedulePreview(TYPING_PAUSE_MS)
}

export function changeSeed(seed: number): void {
  makeForm.set({ seed })
  schedulePreview(TYPING_PAUSE_MS)
}

/** The model in which words are tokens may be opened while the form is. */
useWorkbench.subscribe((now, before) => {
  if (now.model !== before.model && useMaking.getState().opened) schedulePreview(0)
})

let timer: ReturnType<typeof setTimeout> | null = null

function schedulePreview(delayMs: number): void {
  if (timer) clearTimeout(timer)
  useMaking.setState({ isLoading: true })
  timer = setTimeout(() => void refreshPreview(), delayMs)
}

async function refreshPreview(): Promise<void> {
  const isWanted = latest.making.begin()
  try {
    const preview = await readPreview()
    if (isWanted()) useMaking.setState({ preview, problem: null, isLoading: false })
  } catch (error) {
    if (isWanted()) useMaking.setState({ problem: messageOf(error), isLoading: false })
  }
}

/** The first rows do not depend on how many are made. */
async function readPreview(): Promise<Preview> {
  const request = requestOf(PREVIEW_ROWS)
  const { set, leftOut } = await call('prompts.make', request)
  const { model, bos } = request
  const checked = model
    ? (await call('prompts.check', { model, bos: bos ?? set.bos, rows: set.rows })).rows
    : []
  return { rows: set.rows, checked, leftOut }
}

function requestOf(count: number): ArgsOf<'prompts.make'> {
  const { task, seed } = makeForm.get()
  const { options, templates, lists } = choicesOfTask(task)
  return {
    task,
    count,
    seed,
    options,
    ...(templates && { templates }),
    ...(Object.keys(lists).length > 0 && { lists }),
    bos: usePrompts.getState().draft.bos,
    model: useWorkbench.getState().model?.path,
  }
}

/** Makes the rows and opens them as a new set, with undo. @throws PatchbayError why none were made. */
export async function makePromptSet(): Promise<void> {
  const isWanted = latest.prompts.begin()
  const { set } = await call('prompts.make', requestOf(makeForm.get().count))
  if (!isWanted()) return
  const { name, rows, bos, source, notes = [] } = set
  importRows(name, { rows, notes, bos, choices: { source } })
  closeMakePrompts()
}
