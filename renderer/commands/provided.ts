import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { CommandId } from '../../contract'

/** A command that can be given now, or why it cannot. */
export interface Provided {
  run: () => void
  /** As a sentence; null where nothing is in the way. */
  obstacle: string | null
  /** What it would act on, after its title: `Undo: delete run 3`. */
  detail?: string
}

export type ProvidedCommands = Partial<Record<CommandId, Provided>>

/** What the parts on screen can do: a part that goes takes its commands along. */
export const useProvided = create<{ byId: ProvidedCommands }>(() => ({ byId: {} }))

/** Has a command do this while the component is on screen. `obstacle`: why it cannot now, as a sentence. */
export function useCommand(
  id: CommandId,
  run: () => void,
  obstacle: string | null = null,
  detail?: string,
): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const provided: Provided = { run: () => latest.current(), obstacle, detail }
    useProvided.setState(({ byId }) => ({ byId: { ...byId, [id]: provided } }))
    return () =>
      useProvided.setState(({ byId }) => {
        if (byId[id] !== provided) return { byId }
        const { [id]: _, ...others } = byId
        return { byId: others }
      })
  }, [id, obstacle, detail])
}

/** Gives a command. Returns why that cannot be, as a sentence; null where it was given. */
export function giveCommand(id: CommandId): string | null {
  const provided = useProvided.getState().byId[id]
  if (!provided) return 'Nothing on screen can do this.'
  if (provided.obstacle === null) provided.run()
  return provided.obstacle
}
