import type { Ablation, Direction } from '../../vocabulary'
import type { MetricName } from '../../metric'
import type { HeadScoreName, RepeatedScoreName } from '../head-scores'
import type { ExplanationMadeOf } from '../source'
import type { RoleColour, RoleName } from '../roles'

/** What the nodes of a circuit do, as far as the numbers say it. As JSON it is the export of the view and of the command. */
export interface ExplainedCircuit {
  model: { title: string; hash: string | null }
  prompts: { name: string; count: number }
  /** The run whose circuit it is; null where all nodes of the model are explained. */
  run: string | null
  metric: MetricName
  direction: Direction
  ablation: Ablation
  madeOf: ExplanationMadeOf
  totals: ExplainedTotals | null
  /** From the logits down to the embedding. */
  groups: CircuitGroup[]
  nodes: ExplainedNode[]
  /** Names of the circuit's edges; empty without a circuit. */
  edges: string[]
  limits: string[]
}

/** Means over the prompts with answers. All parts together are the logit difference, up to `gap`. */
export interface ExplainedTotals {
  logitDiff: number
  corruptLogitDiff: number
  /** Direct, of the circuit's nodes, of all others, and of what no node writes. */
  inCircuit: number
  outside: number
  constants: number
  /** inCircuit + outside + constants - logitDiff, and the largest of one prompt and run. */
  gap: number
  largestGap: number
  prompts: number
}

export interface ExplainedNode {
  node: string
  kind: 'input' | 'head' | 'mlp'
  /** The label of its group. */
  label: string
  role: RoleName | null
  said: Said
  /** Of a suggestion. */
  confidence: 'clear' | 'weak' | null
  /** What was suggested first, whatever a person said; null where nothing was. */
  suggested: { role: RoleName; confidence: 'clear' | 'weak'; sentence: string } | null
  /** Mean of what it adds to the logit difference directly, null where that is not defined. */
  attribution: { clean: number; corrupt: number } | null
  /** Means over the prompts; null where no prompt has one. Of heads alone. */
  scores: Record<HeadScoreName, number | null> | null
  repeated: Record<RepeatedScoreName, number | null> | null
  attentionWrites: number | null
}

/** Who says what a node does: a person, the numbers, or nobody. */
export type Said = 'accepted' | 'suggested' | null

export interface CircuitGroup {
  /** Stands for it in selections: its label, or `heads`, `mlps`, `input` of nodes without a role. */
  id: string
  label: string
  role: RoleName | null
  /** null of nodes without a role. */
  colour: RoleColour | null
  kind: 'role' | 'heads' | 'mlps' | 'input'
  nodes: string[]
  /** Of them, those that the numbers alone suggest. */
  suggested: string[]
  /** Of those, the ones whose numbers are weak. */
  weak: string[]
  /** Of those that a person put here, the ones that the numbers do not suggest for this. */
  unsupported: string[]
  /** One sentence with its numbers. */
  evidence: string
  /** What those numbers leave open. */
  notShown: string
  /** Together, of the logit difference. */
  attribution: number | null
  /** The score whose numbers speak most for it, where it is one of the set's. */
  keyScore: HeadScoreName | null
}
