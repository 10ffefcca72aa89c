import { useReducedMotion as useSystemReducedMotion } from '@mantine/hooks'
import { useWorkbench } from '../state/workbench'

/** True where less motion was chosen, here or in the system. */
export function useReducedMotion(): boolean {
  const motion = useWorkbench((state) => state.motion)
  const system = useSystemReducedMotion(false, { getInitialValueInEffect: false })
  return motion === 'reduced' || system
}
