import { useComputedColorScheme } from '@mantine/core'
import type { Scheme } from './tokens'

/** The colour scheme in use, the system's choice resolved. */
export function useScheme(): Scheme {
  return useComputedColorScheme('dark', { getInitialValueInEffect: false })
}
