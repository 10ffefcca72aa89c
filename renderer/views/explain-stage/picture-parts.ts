import type { KeyboardEvent } from 'react'
import type { CircuitGroup } from '../../../contract'
import { COLORS, ROLE_TONES, type Scheme } from '../../theme/tokens'

/** What is chosen in the picture and in the list of groups. */
export type StageSelection =
  | { kind: 'group'; group: string }
  | { kind: 'node'; node: string }
  | { kind: 'bundle'; bundle: string }
  | null

/** Shapes are chosen by Enter and Space, too. */
export function onEnter(act: (event: KeyboardEvent) => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    act(event)
  }
}

/** The hue of a group; of nodes without a role that of text. */
export function toneOf({ colour }: CircuitGroup, scheme: Scheme): string {
  return colour ? ROLE_TONES[scheme][colour] : COLORS[scheme].textFaint
}
