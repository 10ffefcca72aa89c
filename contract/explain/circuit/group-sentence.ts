import type { Evidence, RoleName, RoleSuggestion, SuggestedRoles } from '../roles'
import type { AttributionMeans } from './attribution-means'
import { logitsText, meanOf, shareText } from './number-words'
import { evidencePhrase, ROLE_WORDS } from './role-words'

interface SpokenGroup {
  label: string
  role: RoleName | null
  kind: 'role' | 'heads' | 'mlps' | 'input'
  nodes: readonly string[]
  /** Those that weak numbers suggest, and nobody says. */
  weak: readonly string[]
  /** A person's own words for nodes without a known role, each once. */
  ownEvidence: readonly string[]
}

/** `3 name movers: 0.71 of their attention goes from the answer position to the answer; together +2.90 of 4.10 logits.` */
export function groupSentence(
  group: SpokenGroup,
  suggested: ReadonlyMap<string, SuggestedRoles>,
  means: AttributionMeans | null,
): string {
  const phrases = group.role ? rolePhrases(group.role, group.nodes, suggested) : group.ownEvidence
  const share = means ? directShare(group.nodes, means) : null
  const parts = [phrases.join(', '), share].filter(Boolean)
  const opening = `${group.nodes.length} ${nameOf(group)}${weakText(group)}`
  return parts.length > 0 ? `${opening}: ${parts.join('; ').replace(/\.+$/, '')}.` : `${opening}.`
}

/** How many of them are worth a look and no more. */
function weakText({ nodes, weak }: SpokenGroup): string {
  if (weak.length === 0) return ''
  const some = weak.length < nodes.length ? `${weak.length} of them ` : ''
  return `, ${some}by weak numbers`
}

/** What the nodes add to the logits directly, each where they are few. */
function directShare(nodes: readonly string[], means: AttributionMeans): string {
  const parts = nodes.map((node) => means.ofNode.get(node)?.clean ?? 0)
  const sum = parts.reduce((all, part) => all + part, 0)
  const together = nodes.length > 1 ? 'together ' : ''
  return `${together}${logitsText(sum)} of ${logitsText(means.logitDiff).replace('+', '')} logits directly`
}

function nameOf({ label, role, kind, nodes }: SpokenGroup): string {
  const isOne = nodes.length === 1
  if (role) return isOne ? ROLE_WORDS[role].one : ROLE_WORDS[role].many
  if (kind === 'heads') return isOne ? 'head without a role' : 'heads without a role'
  if (kind === 'mlps') return isOne ? 'MLP' : 'MLPs'
  if (kind === 'input') return 'embedding'
  return `${isOne ? 'node' : 'nodes'} called "${label}"`
}

/** Each number that speaks for the role, as the mean of the nodes that have it. */
function rolePhrases(
  role: RoleName,
  nodes: readonly string[],
  suggested: ReadonlyMap<string, SuggestedRoles>,
): string[] {
  const found = nodes.flatMap((node) => suggestionOf(role, suggested.get(node)) ?? [])
  const scores = [...new Set(found.flatMap(({ evidence }) => evidence.map(({ score }) => score)))]
  return scores
    .filter((score) => score !== 'attribution')
    .map((score) => ({ score, phrase: phraseOf(score, found, nodes.length === 1) }))
    .filter(({ phrase }) => phrase !== '')
    .map(({ score, phrase }) => (isOfBoth(score, scores) ? `on the prompts ${phrase}` : phrase))
}

/** Whether the same is said of random tokens, so that it has to be said which is which. */
function isOfBoth(score: Evidence['score'], scores: readonly Evidence['score'][]): boolean {
  return scores.some((other) => other === `repeated ${score}`)
}

export function suggestionOf(role: RoleName, suggested: SuggestedRoles | undefined): RoleSuggestion | null {
  return suggested?.suggestions.find((suggestion) => suggestion.role === role) ?? null
}

function phraseOf(score: Evidence['score'], found: readonly RoleSuggestion[], isOne: boolean): string {
  const values = found.flatMap(({ evidence }) => evidence.filter((each) => each.score === score))
  const mean = meanOf(values.map(({ value }) => value))
  if (mean === null) return ''
  const against = meanOf(values.map((each) => each.against))
  const range = rangeText(values.map(({ value }) => value))
  const chance = against === null ? '' : ` (by chance ${shareText(against)})`
  return `${evidencePhrase(score, `${shareText(mean)}${range}`, isOne)}${chance}`
}

/** A mean hides what is far apart: `(0.41 to 0.93)`. */
function rangeText(values: readonly number[]): string {
  const low = Math.min(...values)
  const high = Math.max(...values)
  return high - low > 0.2 ? ` (${shareText(low)} to ${shareText(high)})` : ''
}
