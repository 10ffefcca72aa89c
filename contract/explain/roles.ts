import { z } from 'zod'
import { MAX_ROLE_EVIDENCE, MAX_ROLE_LABEL, MAX_ROLE_PROMPTS } from '../limits'
import type { HeadScoreName, RepeatedScoreName } from './head-scores'

/** What heads are known to do. Each has a definition by numbers in methods.md, "Roles". */
export const ROLE_TITLES = {
  'previous-token': 'Previous-token head',
  'duplicate-token': 'Duplicate-token head',
  induction: 'Induction head',
  'name-mover': 'Name mover',
  'negative-name-mover': 'Negative name mover',
  suppressor: 'Suppressor',
  's-inhibition': 'S-inhibition head',
  'own-token': 'Own-token head',
  'first-token': 'Rests on the first token',
  positional: 'Position head',
  averaging: 'Averaging head',
  idle: 'Idle head',
} as const
export type RoleName = keyof typeof ROLE_TITLES
export const ROLE_NAMES = Object.keys(ROLE_TITLES) as RoleName[]

/** A number that speaks for a role. */
export interface Evidence {
  score:
    | HeadScoreName
    | `repeated ${RepeatedScoreName}`
    | 'attribution'
    | 'attentionWrites'
    | 'copying'
    | 'suppressing'
    | 'inhibition'
    | 'writes'
  value: number
  /** What it is held against, such as chance; null without. */
  against: number | null
}

export interface RoleSuggestion {
  role: RoleName
  /** `clear`: the numbers leave little doubt; `weak`: worth a look. */
  confidence: 'clear' | 'weak'
  evidence: Evidence[]
  /** "Previous-token head: 0.93 of its attention goes there." */
  sentence: string
}

export interface SuggestedRoles {
  head: string
  /** The best first; none where nothing speaks for a role. */
  suggestions: RoleSuggestion[]
}

/** Hues of roles: names of tokens of the theme. */
export const ROLE_COLOURS = [
  'role-1',
  'role-2',
  'role-3',
  'role-4',
  'role-5',
  'role-6',
  'role-7',
  'role-8',
] as const
export type RoleColour = (typeof ROLE_COLOURS)[number]

/** What a person says that a node does. Nodes of one label are a group, and have one colour. */
export const nodeRoleSchema = z.object({
  /** `a9.h9`, `m0`, `input` */
  node: z
    .string()
    .max(40)
    .regex(/^(input|logits|m\d+|a\d+\.h\d+)$/, 'must be a node such as a9.h9 or m0'),
  label: z.string().trim().min(1).max(MAX_ROLE_LABEL),
  /** The role that was suggested; null for one of the person's own. */
  role: z.enum(ROLE_NAMES).nullable(),
  colour: z.enum(ROLE_COLOURS),
  /** The suggestion's sentence, or the person's own. */
  evidence: z.string().max(MAX_ROLE_EVIDENCE),
  /** On which prompts, by the name of the set; empty where it was said without any. */
  promptsName: z.string().max(MAX_ROLE_PROMPTS),
})
export type NodeRole = z.infer<typeof nodeRoleSchema>
