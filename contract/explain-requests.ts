import { z } from 'zod'
import { MAX_CUT_EDGES, MAX_EXPLAINED_HEADS, MAX_SAVED_ROLES } from './limits'
import {
  explainSourceSchema,
  nodeRoleSchema,
  type AttentionReasons,
  type Copying,
  type EdgeEffects,
  type EdgeOnPrompt,
  type HeadOnPrompt,
  type LogitLens,
  type NodeRole,
  type OpenedExplanation,
  type SuggestedRoles,
  type SummaryProgress,
} from './explain'
import { settingsSchema } from './settings'
import { request } from './request'

const explanation = z.object({ id: z.string().min(1) })
/** `prompt`: its index among the prompts explained. */
const onPrompt = explanation.extend({ prompt: z.number().int().nonnegative() })
const nodeName = z.string().min(1).max(40)
const edgeIndex = z.number().int().nonnegative()

/** What heads and edges do, and the roles that people gave them. */
export const explainRequests = {
  /**
   * Begins to explain: what the prompts are, in tokens. Nothing is computed yet. `settings` in place of the stored ones; it
   * is the cpu that computes.
   */
  'explain.open': request<OpenedExplanation>()(
    z.object({
      source: explainSourceSchema,
      settings: settingsSchema.pick({ threads: true, memoryBytes: true }).partial().optional(),
    }),
  ),
  /**
   * Scores of all heads over all prompts. It answers after a second or so with how far it is: to be asked again until
   * there is a summary. Cancelled, it computes no further.
   */
  'explain.summary': request<SummaryProgress>()(explanation),
  /** One head on one prompt; with `cut`, also its pattern in the clean run with these edges cut. */
  'explain.head': request<HeadOnPrompt>()(
    onPrompt.extend({ head: nodeName, cut: z.array(edgeIndex).max(MAX_CUT_EDGES).optional() }),
  ),
  /** Which tokens these heads write for tokens they read. */
  'explain.copying': request<Copying[]>()(
    explanation.extend({ heads: z.array(nodeName).max(MAX_EXPLAINED_HEADS) }),
  ),
  'explain.attention': request<AttentionReasons>()(
    onPrompt.extend({
      head: nodeName,
      query: z.number().int().nonnegative(),
      key: z.number().int().nonnegative(),
      run: z.enum(['clean', 'corrupt']),
    }),
  ),
  /** One edge on one prompt: where it matters and what it carries. */
  'explain.edge': request<EdgeOnPrompt>()(onPrompt.extend({ edge: edgeIndex })),
  /** Its effect on every prompt: as long as two passes over all of them, or a few seconds. */
  'explain.edgeEffects': request<EdgeEffects>()(explanation.extend({ edge: edgeIndex })),
  'explain.lens': request<LogitLens>()(onPrompt.extend({ run: z.enum(['clean', 'corrupt']) })),
  /** What the numbers suggest that heads do: of these, or of all; waits for the summary. */
  'explain.roles': request<SuggestedRoles[]>()(
    explanation.extend({ heads: z.array(nodeName).max(MAX_EXPLAINED_HEADS).optional() }),
  ),
  /** What people said that nodes of a model do, by the hash of the model. */
  'roles.list': request<NodeRole[]>()(z.object({ modelHash: z.string().min(1) })),
  /** All or none, in place of what was said of the same nodes; the whole group of a label takes its colour. Answers all of the model. */
  'roles.save': request<NodeRole[]>()(
    z.object({ modelHash: z.string().min(1), roles: z.array(nodeRoleSchema).min(1).max(MAX_SAVED_ROLES) }),
  ),
  'roles.remove': request<NodeRole[]>()(
    z.object({ modelHash: z.string().min(1), nodes: z.array(nodeName).min(1).max(MAX_SAVED_ROLES) }),
  ),
} as const
