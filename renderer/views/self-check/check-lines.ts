import {
  CERTIFICATE_TITLES,
  type CertificateItem,
  type CheckedRow,
  type CheckItem,
  type CheckName,
} from '../../../contract'
import { formatCount, formatDifference, formatPlural } from '../../widgets/format'

/** One thing that must hold, what was found, and what to do where it does not. */
export interface CheckLine {
  id: string
  title: string
  outcome: 'passed' | 'failed' | 'unchecked'
  /** '' where nothing was measured. */
  found: string
  allowed: string
  /** What was compared. */
  detail: string
  /** '' where there is nothing to do. */
  toDo: string
}

const TITLES: Record<CheckName, string> = {
  'no-op-patch': 'A patch with the run’s own values changes nothing',
  'all-corrupt-circuit': 'The circuit without edges is the corrupt run',
  'sum-of-senders': 'The nodes add up to the residual stream',
  gradient: 'The gradient is that of the metric',
  'reference-logits': 'The logits are those of the file',
}

const TO_DO: Record<CheckName, string> = {
  'no-op-patch':
    'Believe no patching on this model. Check it on the cpu (Settings); where it fails there too, export the run and report it.',
  'all-corrupt-circuit':
    'Believe no circuit of this model. Check it on the cpu (Settings); where it fails there too, export the run and report it.',
  'sum-of-senders':
    'The graph does not have all that this model computes: circuits of it leave something out. Look at the warnings in Model.',
  gradient:
    'Screen and EAP estimate by gradients: confirm what they find by patching, or take a metric with a gradient (logit difference).',
  'reference-logits': 'The model or its tokenizer is not the one that the file was made with: compare both hashes.',
}

export function itemLine({ name, passed, difference, tolerance, detail }: CheckItem): CheckLine {
  return {
    id: name,
    title: TITLES[name],
    outcome: passed ? 'passed' : 'failed',
    found: formatDifference(difference),
    allowed: formatDifference(tolerance),
    detail,
    toDo: passed ? '' : TO_DO[name],
  }
}

/** What a self-check will measure, before it has. */
export function plannedLines(): CheckLine[] {
  const planned: CheckName[] = ['no-op-patch', 'all-corrupt-circuit', 'sum-of-senders', 'gradient']
  return planned.map((name) => ({ ...unchecked(name, TITLES[name]), toDo: 'Run the self-check.' }))
}

function unchecked(id: string, title: string): CheckLine {
  return { id, title, outcome: 'unchecked', found: '', allowed: '', detail: '', toDo: '' }
}

/** Whether the logits are those of the reference beside the model, from its load certificate. */
export function parityLine(parity: CertificateItem | null): CheckLine {
  const title = CERTIFICATE_TITLES.parity
  if (!parity) return { ...unchecked('parity', title), toDo: 'Check the model: its certificate says it.' }
  const { outcome, difference, tolerance, detail } = parity
  const number = (value: number | null) => (value === null ? '' : formatDifference(value))
  const toDo = {
    passed: '',
    failed: 'Believe nothing of this model before its files are replaced: they do not compute what their reference says.',
    unchecked: 'Put reference logits beside the weights (see Help) to have them compared.',
  }[outcome]
  return { ...{ id: 'parity', title, outcome, detail, toDo }, found: number(difference), allowed: number(tolerance) }
}

/** Whether all prompts begin alike. */
export function bosLine(rows: readonly CheckedRow[]): CheckLine {
  const line = unchecked('bos', 'All prompts begin alike (BOS)')
  if (rows.length === 0) return { ...line, toDo: 'Open a model and enter prompts.' }
  const withBos = rows.filter(({ startsWithBos }) => startsWithBos).length
  const isAlike = withBos === 0 || withBos === rows.length
  return {
    ...line,
    outcome: isAlike ? 'passed' : 'failed',
    found: `${formatCount(withBos)} of ${formatPlural(rows.length, 'row')}`,
    allowed: 'all or none',
    detail: withBos === 0 ? 'no prompt begins with BOS' : 'prompts that begin with BOS',
    toDo: isAlike ? '' : 'Choose in Dataset that BOS is put in front of all prompts, or of none.',
  }
}

/** Whether clean and corrupt prompts have the same number of tokens, and each answer is one token. */
export function alignmentLine(rows: readonly CheckedRow[]): CheckLine {
  const line = unchecked('alignment', 'Clean and corrupt prompts are aligned')
  if (rows.length === 0) return { ...line, toDo: 'Open a model and enter prompts.' }
  const wrong = rows.findIndex(({ problems }) => problems.some(({ isMissing }) => !isMissing))
  const same = rows.findIndex(({ differences, clean }) => clean.length > 0 && differences.length === 0)
  const count = rows.filter(({ problems }) => problems.some(({ isMissing }) => !isMissing)).length
  return {
    ...line,
    outcome: count > 0 || same >= 0 ? 'failed' : 'passed',
    found: `${formatPlural(count, 'problem')} in ${formatPlural(rows.length, 'row')}`,
    allowed: 'none',
    detail: 'tokens of each pair, its answers, and that clean and corrupt differ',
    toDo:
      count > 0
        ? `Mend row ${wrong + 1} in Dataset: ${rows[wrong].problems.find(({ isMissing }) => !isMissing)!.message}`
        : same >= 0
          ? `Row ${same + 1} is the same clean and corrupt: nothing can be found with it.`
          : '',
  }
}
