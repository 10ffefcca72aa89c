import type {
  Copying,
  Evidence,
  HeadScoreName,
  RepeatedScoreName,
  RoleName,
  RoleSuggestion,
} from '../../../contract'
import type { RepeatedShareName, ShareName } from './uniform-scores'

/** All that is known of a head. Numbers that are not defined, or were not measured, are NaN. */
export interface HeadNumbers {
  head: string
  /** Means over the prompts of the set. */
  score: Record<HeadScoreName, number>
  repeated: Record<RepeatedScoreName, number>
  /** The same of a head that attends to all it sees alike. */
  uniform: { score: Record<ShareName, number>; repeated: Record<RepeatedShareName, number> }
  /** What it adds to the logit difference directly in the clean runs, mean over prompts. */
  attribution: number
  attentionWrites: number
  /** null where it was not looked into. */
  copying: Copying | null
  /** See inhibition.ts. */
  inhibition: number
  /** See head-writes.ts. */
  writes: number
}

/** What a role is by numbers: a suggestion where they speak for it. */
export interface Role {
  role: RoleName
  suggest(numbers: HeadNumbers): Omit<RoleSuggestion, 'role'> | null
}

/** How much of what uniform attention lacks a head has: 0 for uniform attention, 1 for all of it; NaN for none. */
export const beyond = (value: number, uniform: number): number => (value - uniform) / (1 - uniform)

export const evidence = (
  score: Evidence['score'],
  value: number,
  against: number | null = null,
): Evidence => ({
  score,
  value,
  against,
})
