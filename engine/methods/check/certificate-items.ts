import type { CertificateItem, CertificateItemName } from '../../../contract'
import type { OpenModel } from '../../model'

/** An item that nothing is measured for. */
export function plain(
  name: CertificateItemName,
  outcome: 'passed' | 'failed',
  detail: string,
): CertificateItem {
  return { name, outcome, difference: null, tolerance: null, detail }
}

/** An item by a difference. `passes` and `fails` are sentences without their full stop. */
export function measured(
  name: CertificateItemName,
  { difference, tolerance }: { difference: number; tolerance: number },
  { passes, fails }: { passes: string; fails: string },
): CertificateItem {
  // A difference that is not a number must not pass.
  const passed = difference <= tolerance
  const figures = `off by ${figure(difference)}, at most ${figure(tolerance)} is allowed`
  return {
    name,
    outcome: passed ? 'passed' : 'failed',
    difference: Number.isFinite(difference) ? difference : null,
    tolerance,
    detail: passed ? `${passes}.` : `${fails}: ${figures}.`,
  }
}

/** A measured number for a sentence, in two digits. */
export const figure = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(2))) : 'no number'

/**
 * Logits that equal a reference's show that the model's own code computes the same; a setting that nobody knows may count
 * with other prompts.
 */
export function settingsItem(
  { doubts, hasConfig }: Pick<OpenModel, 'doubts' | 'hasConfig'>,
  isLikeReference: boolean,
): CertificateItem {
  const open = doubts.filter(({ of }) => !(of === 'code' && isLikeReference))
  if (open.length > 0) return plain('settings', 'failed', open.map(({ warning }) => warning).join(' '))
  if (!hasConfig)
    return plain('settings', 'passed', 'There is no config.json: every setting was read off the graph.')
  const code = doubts.length > 0 ? 'the code of its own is not run' : 'the model has no code of its own'
  return plain('settings', 'passed', `Every setting in config.json is known, and ${code}.`)
}

/** With a capital at its beginning. */
export function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1)
}
