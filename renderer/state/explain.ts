import { useEffect } from 'react'
import { create } from 'zustand'
import { messageOf, type ExplainSource, type OpenedExplanation } from '../../contract'
import type { SetSummary, SuggestedRoles } from '../../contract'
import { call } from './client'

/** What is known of one source; what is not there yet is null. */
export interface Explanation {
  source: ExplainSource
  opened: OpenedExplanation | null
  /** Prompts done of the summary over all of them. */
  progress: { done: number; total: number } | null
  summary: SetSummary | null
  /** Of all heads. */
  suggested: SuggestedRoles[] | null
  /** One sentence where it could not be explained. */
  problem: string | null
}

/** What the panel beside the view shows: a head or an edge, on one prompt. */
export interface ExplainTarget {
  source: ExplainSource
  /** `a9.h9`, or the index of an edge. */
  of: { kind: 'head'; head: string } | { kind: 'edge'; edge: number }
  /** Its index among the prompts explained. */
  prompt: number
}

interface ExplainStore {
  byKey: Readonly<Record<string, Explanation>>
  /** Those that were looked at one after another, the present one last; none: the panel is closed. */
  shown: readonly ExplainTarget[]
}

export const useExplain = create<ExplainStore>(() => ({ byKey: {}, shown: [] }))

/** How many sources are kept; one that comes back is there at once. */
const MOST_KEPT = 4
const working = new Map<string, AbortController>()

/** The source as a text: the same for the same source. */
const sourceKey = (source: ExplainSource): string => JSON.stringify(source)
const sourceOf = (key: string) => JSON.parse(key) as ExplainSource

/** Opens the source where it is not yet, and goes on until all is known of it. `retry` begins again after a problem. */
export function useExplanation(source: ExplainSource | null): (Explanation & { retry: () => void }) | null {
  const key = source && sourceKey(source)
  const explanation = useExplain(({ byKey }) => (key === null ? null : (byKey[key] ?? null)))
  const isMissing = explanation === null
  useEffect(() => {
    if (key && isMissing) begin(key)
  }, [key, isMissing])
  if (!source || !key) return null
  const retry = () => {
    forget(key)
    begin(key)
  }
  return { ...(explanation ?? unknown(source)), retry }
}

const unknown = (source: ExplainSource): Explanation => ({
  source,
  opened: null,
  progress: null,
  summary: null,
  suggested: null,
  problem: null,
})

function begin(key: string): void {
  if (working.has(key)) return
  const source = sourceOf(key)
  const controller = new AbortController()
  working.set(key, controller)
  for (const oldest of [...working.keys()].slice(0, -MOST_KEPT)) forget(oldest)
  put(key, unknown(source))
  void learn(key, source, controller.signal)
}

function forget(key: string): void {
  working.get(key)?.abort()
  working.delete(key)
  useExplain.setState(({ byKey: { [key]: _gone, ...byKey } }) => ({ byKey }))
}

async function learn(key: string, source: ExplainSource, signal: AbortSignal): Promise<void> {
  try {
    const opened = await call('explain.open', { source }, { signal })
    put(key, { opened }, signal)
    const { id } = opened
    for (;;) {
      const { done, total, summary } = await call('explain.summary', { id }, { signal })
      put(key, { progress: { done, total }, summary }, signal)
      if (summary) break
    }
    put(key, { suggested: await call('explain.roles', { id }, { signal }) }, signal)
  } catch (error) {
    put(key, { problem: messageOf(error) }, signal)
  }
}

function put(key: string, change: Partial<Explanation>, signal?: AbortSignal): void {
  if (signal?.aborted) return
  useExplain.setState(({ byKey }) => ({ byKey: { ...byKey, [key]: { ...byKey[key], ...change } } }))
}

interface Shown {
  source: ExplainSource
  prompt?: number
}

/** Opens the panel on a head, over whatever view is on screen. */
export function showHeadPanel({ source, head, prompt = 0 }: Shown & { head: string }): void {
  show({ source, of: { kind: 'head', head }, prompt })
}

/** Opens the panel on an edge. */
export function showEdgePanel({ source, edge, prompt = 0 }: Shown & { edge: number }): void {
  show({ source, of: { kind: 'edge', edge }, prompt })
}

function show(target: ExplainTarget): void {
  useExplain.setState(({ shown }) => ({ shown: [...shown, target] }))
}

export function choosePrompt(prompt: number): void {
  useExplain.setState(({ shown }) => ({
    shown: shown.map((target, i) => (i === shown.length - 1 ? { ...target, prompt } : target)),
  }))
}

/** To what was looked at before, on the prompt that is looked at now. */
export function goBack(): void {
  useExplain.setState(({ shown }) => {
    const { prompt } = shown[shown.length - 1]
    return { shown: shown.slice(0, -1).map((target) => ({ ...target, prompt })) }
  })
}

export function closeExplainPanel(): void {
  useExplain.setState({ shown: [] })
}
