import type { PromptRow } from '../../contract'

/** A row of EAP-IG's greater-than set: "... from the year 1352 to the year 13" with the label 52 (4 means 04). */
export interface LabelledPair {
  clean: string
  corrupt: string
  label: string
}

export function isGreaterThan({ clean, label }: LabelledPair): boolean {
  return /^\d{1,2}$/.test(label.trim()) && /\byear \d{2}\s*$/.test(clean)
}

const YEARS = Array.from({ length: 100 }, (_, year) => String(year).padStart(2, '0'))

/**
 * Answers are the two-digit years after the label, wrong answers the label and those before: with prob_diff
 * this is the metric of Hanna et al. 2023 (and of EAP-IG's code).
 */
export function greaterThanRow({ clean, corrupt, label }: LabelledPair): PromptRow {
  const year = Number(label)
  return { clean, corrupt, answers: YEARS.slice(year + 1), wrongAnswers: YEARS.slice(0, year + 1) }
}
