import { definitionOf, withSiteNames, type RunConfig } from '../../contract'
import type { Fact } from './description'

/** What every method has has a fact of its own, and what was patched is said by its length in files alone. */
const SAID_ELSEWHERE = new Set(['method', 'model', 'prompts', 'metric', 'threshold'])
/** What a picture says only where it was chosen. */
const ORDINARY: Record<string, unknown> = { ablation: 'resample', order: 'reference', absolute: false }
const LONGEST = 200

/** All that a configuration chose besides model, prompts, metric and threshold. */
export function choiceFacts(config: RunConfig): Fact[] {
  const { options } = definitionOf(config.method).command
  const named = withSiteNames(config) as Record<string, unknown>
  const facts = Object.entries(named).flatMap(([name, value]): Fact[] => {
    // Circuits and logits that were given as files are longer than what was found.
    if (SAID_ELSEWHERE.has(name) || options[name]?.reads !== undefined || value === undefined) return []
    const text = valueText(value)
    if (text === null) return []
    return [{ name: words(name), text, ...(ORDINARY[name] === value && { brief: null }) }]
  })
  return [...directionFact(config, named), ...facts]
}

/** The direction is that of the method where it cannot be chosen. */
function directionFact(config: RunConfig, named: Record<string, unknown>): Fact[] {
  if ('direction' in named) return []
  const direction = definitionOf(config.method).direction(config)
  return direction ? [{ name: 'direction', text: direction, brief: null }] : []
}

function valueText(value: unknown): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  const text = Array.isArray(value) && value.every(isPlain) ? value.join(', ') : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number'

/** `igSteps` -> `ig steps` */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
