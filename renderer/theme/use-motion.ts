import { useReducedMotion as useSystemReducedMotion } from '@mantine/hooks'
import { useWorkbench } from '../state/workbench'

/** True where the person, here or in the system, asked for less motion. */
export function useReducedMotion(): boolean {
  const motion = useWorkbench((state) => state.motion)
  const system = useSystemReducedMotion(false, { getInitialValueInEffect: false })
  return motion === 'reduced' || system
}
