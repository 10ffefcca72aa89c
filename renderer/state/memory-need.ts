import { useEffect } from 'react'
import { create } from 'zustand'
import { messageOf, type MemoryNeed, type PromptSet, type RunConfig } from '../../contract'
import { call, onEvent } from './client'
import { useWorkbench } from './workbench'

/** How much memory a run would need; `unknown` where the host could not say. */
export type ShownNeed = { state: 'known'; need: MemoryNeed } | { state: 'unknown'; message: string }

interface NeedsStore {
  byRun: Readonly<Record<string, { shown: ShownNeed; age: number }>>
  /** Counts up when what was answered before may no longer hold. */
  age: number
}

const useNeeds = create<NeedsStore>(() => ({ byRun: {}, age: 0 }))

/** Answers that are kept: those of every form, and of what was changed back and forth. */
const MOST_KEPT = 24
/** Until a form rests: the host is sent all prompts, and reads them, for an answer. */
const restingMs = ({ prompts }: RunConfig) => Math.max(300, Math.min(3_000, prompts.rows.length / 2))

/** Asks again when the settings change, or a run begins or ends, which changes what is free. Returns the function that ends it. */
export function followMemory(): () => void {
  return onEvent((event) => {
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (isBack || event.type === 'settings-changed' || event.type === 'runs-changed')
      useNeeds.setState(({ age }) => ({ age: age + 1 }))
  })
}

/** What the run needs that this configuration starts; null where it is null, and until the host has answered. */
export function useMemoryNeed(config: RunConfig | null): ShownNeed | null {
  const stamp = useWorkbench((state) => state.model?.stamp)
  const key = config && `${stamp} ${keyOf(config)}`
  const age = useNeeds((store) => store.age)
  const known = useNeeds(({ byRun }) => (key === null ? undefined : byRun[key]))
  useEffect(() => {
    if (config === null || key === null || useNeeds.getState().byRun[key]?.age === age) return
    const timer = setTimeout(() => void ask(key, config, age), restingMs(config))
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the configuration, a new object each time
  }, [key, age])
  return known?.shown ?? null
}

async function ask(key: string, config: RunConfig, age: number): Promise<void> {
  const shown: ShownNeed = await call('runs.memory', { config }).then(
    (need) => ({ state: 'known', need }),
    (error: unknown) => ({ state: 'unknown', message: messageOf(error) }),
  )
  useNeeds.setState(({ byRun }) => {
    const others = Object.entries(byRun).filter(([other]) => other !== key)
    return { byRun: Object.fromEntries([...others.slice(1 - MOST_KEPT), [key, { shown, age }]]) }
  })
}

/** Prompts are many, and never changed in place. */
const promptNumbers = new WeakMap<PromptSet, number>()
let lastNumber = 0

function keyOf({ prompts, ...rest }: RunConfig): string {
  const number = promptNumbers.get(prompts) ?? ++lastNumber
  promptNumbers.set(prompts, number)
  return `${number} ${JSON.stringify(rest)}`
}
