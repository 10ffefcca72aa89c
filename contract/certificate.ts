import { z } from 'zod'
import type { IdentifiedModel, ModelInfo } from './model'

/** Counts up when what is checked, or how, changes: certificates of other versions are made again. */
export const CERTIFICATE_VERSION = 1

/**
 * What a load certificate checks.
 * - parity: our logits against reference logits beside the weights
 * - gradient: against central differences
 * - nothing-cut: the circuit with all edges is the clean run
 * - everything-cut: the circuit without edges is the corrupt run
 * - no-nan: logits, activations and gradients are finite
 * - settings: config.json has no setting that nobody knows, and the model no code of its own that is not run, unless
 *   its logits are the reference's
 */
export const CERTIFICATE_ITEMS = [
  'parity',
  'gradient',
  'nothing-cut',
  'everything-cut',
  'no-nan',
  'settings',
] as const
export type CertificateItemName = (typeof CERTIFICATE_ITEMS)[number]

const figure = z.number().nullable()
const itemSchema = z.object({
  name: z.enum(CERTIFICATE_ITEMS),
  /** unchecked: no reference is at hand, or the check could not be made. */
  outcome: z.enum(['passed', 'failed', 'unchecked']),
  /** Largest difference found and allowed; null where there is nothing to measure, or it is not finite. */
  difference: figure,
  tolerance: figure,
  /** What was compared, or what is wrong and where: one sentence. */
  detail: z.string(),
  /** Of parity: the reference is what the model's own file computes, which is a graph. */
  isOwn: z.boolean().optional(),
})
export type CertificateItem = z.infer<typeof itemSchema>

export const certificateSchema = z.object({
  version: z.int(),
  patchbayVersion: z.string(),
  /** Of the model, as its identity has it. */
  modelHash: z.string(),
  /** sha256 (hex) of the reference logits beside the weights; null where there are none. */
  referenceHash: z.string().nullable(),
  /** Milliseconds since 1970. */
  madeAt: z.int(),
  /** One of each name, in their order. */
  items: z.array(itemSchema),
})
/** What was proven of a model when it was loaded. */
export type Certificate = z.infer<typeof certificateSchema>

/** What a certificate is of: a model, and the reference beside it. */
export interface CheckedModel extends Pick<ModelInfo, 'referenceHash'> {
  hash: string
}

/** By what a certificate knows an open model. */
export function checkedModel({
  identity,
  referenceHash,
}: Pick<IdentifiedModel, 'identity' | 'referenceHash'>): CheckedModel {
  return { hash: identity.modelHash, referenceHash }
}

/** One for each of them: copies of a model may have different references. */
export function checkedModelKey({ hash, referenceHash }: CheckedModel): string {
  return `${hash} ${referenceHash ?? ''}`
}

/**
 * certified: equal to a reference, and all else passes. checked: all passes, but no reference is at hand. uncertified:
 * something failed, or could not be checked.
 */
export const VERDICTS = ['certified', 'checked', 'uncertified'] as const
export type Verdict = (typeof VERDICTS)[number]

export type CheckedItems = Pick<Certificate, 'items'>

/** Nothing else derives a verdict. */
export function verdictOf({ items }: CheckedItems): Verdict {
  if (reasonAgainst({ items })) return 'uncertified'
  return items.some(({ outcome }) => outcome === 'unchecked') ? 'checked' : 'certified'
}

/** Why a model is uncertified: the first item against it, failures first; null where there is none. */
export function reasonAgainst({ items }: CheckedItems): CertificateItem | null {
  const missing = ({ name, outcome }: CertificateItem) => name !== 'parity' && outcome === 'unchecked'
  return items.find(({ outcome }) => outcome === 'failed') ?? items.find(missing) ?? null
}

/** The item of a check that broke off; `why` is a sentence. */
export function uncheckedItem(name: CertificateItemName, why: string): CertificateItem {
  const detail = `This could not be checked: ${why}`
  return { name, outcome: 'unchecked', difference: null, tolerance: null, detail }
}

/** Whether all that could be checked was: what broke off is tried again, and not kept. */
export function isComplete({ items }: CheckedItems): boolean {
  return items.every(({ name, outcome }) => name === 'parity' || outcome !== 'unchecked')
}

/** Larger models are checked at a click, not whenever they are opened; a run checks models of any size. */
const CHECKED_AT_ONCE = 500_000_000

export function isCheckedAtOnce({ parameterCount }: { parameterCount: number }): boolean {
  return parameterCount <= CHECKED_AT_ONCE
}

/** The certificate of an open model. */
export type CertificateState =
  | { state: 'made'; certificate: Certificate }
  | { state: 'checking' }
  /** Of a model so large that it is checked at a click only. */
  | { state: 'not-checked' }
