import type { EdgeColour } from './edge-colour'
import { updateWorkbench } from './workbench'

/** Chooses how values become colours. */
export function colourBy(edgeColour: EdgeColour): void {
  updateWorkbench({ edgeColour })
}
