import { useState } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { windowStorage } from './window-storage'

interface KeptWhere {
  /** How far each list is scrolled, in pixels. */
  scrolled: Readonly<Record<string, number>>
  /** What is half typed in fields that belong to no form of a run. */
  typed: Readonly<Record<string, string>>
}

/** Where a person was in a window: kept across reloads and starts. */
export const useKeptWhere = create<KeptWhere>()(
  persist((): KeptWhere => ({ scrolled: {}, typed: {} }), {
    name: 'patchbay.kept',
    version: 1,
    storage: windowStorage(),
  }),
)

export function scrolledTo(list: string): number {
  return useKeptWhere.getState().scrolled[list] ?? 0
}

const REST_MS = 150
const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Keeps where a list was scrolled to, once it rests there. */
export function keepScroll(list: string, top: number): void {
  clearTimeout(waiting.get(list))
  const keep = () => useKeptWhere.setState(({ scrolled }) => ({ scrolled: { ...scrolled, [list]: top } }))
  waiting.set(list, setTimeout(keep, REST_MS))
}

/** The text of a field, which a reload does not lose; `name` is unique. */
export function useKeptText(name: string): [text: string, change: (text: string) => void] {
  const [text, setText] = useState(() => useKeptWhere.getState().typed[name] ?? '')
  const change = (next: string) => {
    setText(next)
    useKeptWhere.setState(({ typed }) => ({ typed: { ...typed, [name]: next } }))
  }
  return [text, change]
}
