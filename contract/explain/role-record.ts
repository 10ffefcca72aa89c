import { z } from 'zod'
import { MAX_SAVED_ROLES } from '../limits'
import { nodeRoleSchema, type NodeRole } from './roles'

/** A role as files have it. */
export interface RoleRecord {
  node: string
  label: string
  role: string | null
  colour: string
  evidence: string
  /** The name of the prompts on which it was said; empty without. */
  prompts: string
}

export function roleRecords(roles: readonly NodeRole[]): RoleRecord[] {
  return roles.map(({ promptsName, ...role }) => ({ ...role, prompts: promptsName }))
}

const { promptsName, ...kept } = nodeRoleSchema.shape

/** What the `patchbay` block of a circuit file says of roles, and of which model. */
export const rolesBlockSchema = z.object({
  model: z
    .object({ hash: z.string().min(1).max(200).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  roles: z
    .array(
      z
        .object({ ...kept, evidence: kept.evidence.default(''), prompts: promptsName.default('') })
        .transform(({ prompts, ...role }): NodeRole => ({ ...role, promptsName: prompts })),
    )
    .max(MAX_SAVED_ROLES)
    .default([]),
})
