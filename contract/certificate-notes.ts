import {
  certificateSchema,
  reasonAgainst,
  verdictOf,
  type Certificate,
  type CertificateItem,
  type CertificateItemName,
  type CheckedItems,
  type Verdict,
} from './certificate'

/** What is said of certificates, on every screen, in files and by the commands. */

/** The verdict in a sentence, with its reason. */
export function verdictText(certificate: CheckedItems): string {
  const verdict = verdictOf(certificate)
  if (verdict === 'certified') return `Model certified: its logits are ${referenceOf(certificate)}.`
  if (verdict === 'checked') return 'Model checked against itself; no reference logits at hand.'
  return `Model not certified. ${reasonText(reasonAgainst(certificate)!)}`
}

function referenceOf({ items }: CheckedItems): string {
  const isOwn = items.some((item) => item.isOwn)
  return isOwn ? 'those that its file itself computes' : 'those of the reference beside the weights'
}

/** Settings are listed in the item and in the model's warnings, at whatever length. */
function reasonText({ name, detail }: CertificateItem): string {
  return name === 'settings'
    ? 'Its config.json has settings that Patchbay does not know, or code that it does not run.'
    : detail
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

/**
 * The certificate in a file, as far as it must be said of what is in the file; null where its model is certified, which
 * a file cannot prove, and where there is none that can be read.
 */
export function doubtOfRecord(value: unknown): Certificate | null {
  if (typeof value !== 'object' || value === null) return null
  const record = value as Partial<Record<keyof CertificateRecord, unknown>>
  const { version, patchbay: patchbayVersion, model_hash: modelHash, reference_hash: referenceHash } = record
  const madeAt = Date.parse(String(record.made_at))
  const given = { version, patchbayVersion, modelHash, referenceHash, madeAt, items: record.items }
  const certificate = certificateSchema.safeParse(given).data
  return certificate && verdictOf(certificate) !== 'certified' ? certificate : null
}

/** What a list of runs says of the certificate of a run's model, as it was when the run began. */
export interface CertificateSummary {
  verdict: Verdict
  text: string
}

export function certificateSummary(certificate: CheckedItems): CertificateSummary {
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

const NO_CERTIFICATE =
  'No certificate of the model: the run is older than certificates, or ended before one was made.'

/** The certificate of a run as far as it is known: its model's, and of imports what their file says against it. */
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
