import type { AcdcEvent, MethodEvent } from '../../../engine'

/** What a run of any method tells. */
export type RunEvent = AcdcEvent | MethodEvent
