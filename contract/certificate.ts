import { z } from 'zod'

/** Counts up when what is checked, or how, changes: certificates of other versions are made again. */
export const CERTIFICATE_VERSION = 1

/**
 * What a load certificate checks.
 * - parity: our logits against reference logits beside the weights
 * - gradient: against central differences
 * - nothing-cut: the circuit with all edges is the clean run
 * - everything-cut: the circuit without edges is the corrupt run
 * - no-nan: logits, activations and gradients are finite
 * - settings: config.json has no setting that nobody knows, and no code of its own that is not run
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
})
export type CertificateItem = z.infer<typeof itemSchema>

export const certificateSchema = z.object({
  version: z.int(),
  patchbayVersion: z.string(),
  /** Of the model, as ModelInfo has it. */
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

/**
 * certified: equal to a reference, and all else passes. checked: all passes, but no reference is at hand. uncertified:
 * something failed, or could not be checked.
 */
export const VERDICTS = ['certified', 'checked', 'uncertified'] as const
export type Verdict = (typeof VERDICTS)[number]

type Items = Pick<Certificate, 'items'>

/** Nothing else derives a verdict. */
export function verdictOf({ items }: Items): Verdict {
  if (reasonAgainst({ items })) return 'uncertified'
  return items.some(({ outcome }) => outcome === 'unchecked') ? 'checked' : 'certified'
}

/** Why a model is uncertified: the first item against it, failures first; null where there is none. */
function reasonAgainst({ items }: Items): CertificateItem | null {
  const missing = ({ name, outcome }: CertificateItem) => name !== 'parity' && outcome === 'unchecked'
  return items.find(({ outcome }) => outcome === 'failed') ?? items.find(missing) ?? null
}

/** The verdict in a sentence, with its reason. */
export function verdictText(certificate: Items): string {
  const verdict = verdictOf(certificate)
  if (verdict === 'certified')
    return 'Model certified: its logits are those of the reference beside the weights.'
  if (verdict === 'checked') return 'Model checked against itself; no reference logits at hand.'
  return `Model not certified. ${reasonText(reasonAgainst(certificate)!)}`
}

/** Settings are listed in the item and in the model's warnings, at whatever length. */
function reasonText({ name, detail }: CertificateItem): string {
  return name === 'settings'
    ? 'Its config.json has settings that Patchbay does not know, or code that it does not run.'
    : detail
}

/** The item of a check that broke off; `why` is a sentence. */
export function uncheckedItem(name: CertificateItemName, why: string): CertificateItem {
  const detail = `This could not be checked: ${why}`
  return { name, outcome: 'unchecked', difference: null, tolerance: null, detail }
}

/** Whether all that could be checked was: what broke off is tried again, and not kept. */
export function isComplete({ items }: Items): boolean {
  return items.every(({ name, outcome }) => name === 'parity' || outcome !== 'unchecked')
}

/** A certificate as files have it. */
export interface CertificateRecord extends CertificateSummary {
  version: number
  patchbay: string
  model_hash: string
  reference_hash: string | null
  made_at: string
  items: CertificateItem[]
}

export function certificateRecord(certificate: Certificate): CertificateRecord {
  const { version, patchbayVersion, modelHash, referenceHash, madeAt, items } = certificate
  return {
    ...certificateSummary(certificate),
    version,
    patchbay: patchbayVersion,
    model_hash: modelHash,
    reference_hash: referenceHash,
    made_at: new Date(madeAt).toISOString(),
    items,
  }
}

/** What a list of runs says of the certificate of a run's model, as it was when the run began. */
export interface CertificateSummary {
  verdict: Verdict
  text: string
}

export function certificateSummary(certificate: Items): CertificateSummary {
  return { verdict: verdictOf(certificate), text: verdictText(certificate) }
}

/** How loudly something is said beside a result. */
export interface CertificateNote {
  level: 'quiet' | 'warning'
  /** Short, for beside a name. */
  label: string
  text: string
}

export const VERDICT_LABELS: Record<Verdict, string> = {
  certified: 'certified',
  checked: 'checked, no reference',
  uncertified: 'not certified',
}

export const NO_CERTIFICATE =
  'No certificate of the model: the run is older than certificates, or ended before one was made.'

/** The certificate of a run as far as it is known: its model's, and of imports none. */
interface CertifiedRun {
  method: string
  state: string
  certificate: CertificateSummary | null
}

/**
 * What is to be said wherever a run's results are shown; null where nothing is: its model is certified, it is an
 * imported circuit, or it has not come so far.
 */
export function certificateNote(run: CertifiedRun): CertificateNote | null {
  const { certificate } = run
  if (certificate) return verdictNote(certificate)
  const text = certificateText(run)
  return text === null ? null : { level: 'quiet', label: 'no certificate', text }
}

/** The same of a model that is open; null where it is certified. */
export function verdictNote({ verdict, text }: CertificateSummary): CertificateNote | null {
  if (verdict === 'certified') return null
  return { level: verdict === 'checked' ? 'quiet' : 'warning', label: VERDICT_LABELS[verdict], text }
}

/** The certificate of a run's model in a sentence, whatever its verdict; null of imports, and until it is made. */
export function certificateText({ method, state, certificate }: CertifiedRun): string | null {
  if (certificate) return certificate.text
  const isToCome = state === 'queued' || state === 'running'
  return method === 'import' || isToCome ? null : NO_CERTIFICATE
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

export const OUTCOME_WORDS: Record<CertificateItem['outcome'], string> = {
  passed: 'passed',
  failed: 'failed',
  unchecked: 'not checked',
}

/** The items' names for people. */
export const CERTIFICATE_TITLES: Record<CertificateItemName, string> = {
  parity: 'Reference logits',
  gradient: 'Gradient',
  'nothing-cut': 'Nothing cut',
  'everything-cut': 'Everything cut',
  'no-nan': 'Finite numbers',
  settings: 'Settings',
}
