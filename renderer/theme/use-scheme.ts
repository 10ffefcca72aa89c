import { useComputedColorScheme } from '@mantine/core'

/** The colour scheme in use, the system's choice resolved. */
export function useScheme(): 'dark' | 'light' {
  return useComputedColorScheme('dark', { getInitialValueInEffect: false })
}
