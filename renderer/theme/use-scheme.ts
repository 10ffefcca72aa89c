import { useMantineContext } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import type { Scheme } from './tokens'

/** The colour scheme in use, the system's choice resolved. Cheap: every row of a list asks. */
export function useScheme(): Scheme {
  const { colorScheme } = useMantineContext()
  const system = useSyncExternalStore(followSystem, schemeOfSystem, () => 'dark' as const)
  return colorScheme === 'auto' ? system : colorScheme
}

/** Read once, then as it changes: each reading makes the browser bring its styles up to date. */
let ofSystem: Scheme | null = null

function schemeOfSystem(): Scheme {
  return (ofSystem ??= darkness().matches ? 'dark' : 'light')
}

const darkness = () => window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
let query: MediaQueryList | null = null

function followSystem(listener: () => void): () => void {
  if (!query) {
    query = darkness()
    query.addEventListener('change', ({ matches }) => {
      ofSystem = matches ? 'dark' : 'light'
      for (const each of listeners) each()
    })
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}
