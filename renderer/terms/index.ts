import { CLUSTER_TERMS } from './cluster-terms'
import { EXPLAIN_TERMS } from './explain-terms'
import { GRAPH_TERMS } from './graph-terms'
import { JUDGE_TERMS } from './judge-terms'
import { MEASURE_TERMS, METRIC_TERMS } from './measure-terms'
import { METHOD_TERMS, VARIANT_TERMS } from './method-terms'
import { PROMPT_TERMS } from './prompt-terms'
import { ROLE_TERMS } from './role-terms'
import { SCORE_TERMS } from './score-terms'
import type { Term } from './term'
import { VIEW_TERMS } from './view-terms'

export type { Term } from './term'
export { SCORE_TERMS } from './score-terms'
export { VIEW_TERMS } from './view-terms'

/** All terms, in the groups in which Help lists them. */
export const TERM_GROUPS: readonly { title: string; terms: readonly Term[] }[] = [
  { title: 'Views', terms: Object.values(VIEW_TERMS) },
  { title: 'Methods', terms: [...Object.values(METHOD_TERMS), ...Object.values(VARIANT_TERMS)] },
  { title: 'Graph and patching', terms: Object.values(GRAPH_TERMS) },
  { title: 'Prompts and answers', terms: Object.values(PROMPT_TERMS) },
  { title: 'Metrics', terms: Object.values(METRIC_TERMS) },
  { title: 'Effects and scores', terms: Object.values(MEASURE_TERMS) },
  { title: 'Judging', terms: Object.values(JUDGE_TERMS) },
  { title: 'Explaining', terms: Object.values(EXPLAIN_TERMS) },
  { title: 'Where heads look', terms: Object.values(SCORE_TERMS) },
  { title: 'Sweeps on other machines', terms: Object.values(CLUSTER_TERMS) },
  { title: 'Roles', terms: Object.values(ROLE_TERMS) },
]

const byWord = new Map<string, Term>(
  TERM_GROUPS.filter(({ title }) => title !== 'Views').flatMap(({ terms }) =>
    terms.flatMap((term) => term.words.map((word): [string, Term] => [word.toLowerCase(), term])),
  ),
)

/** The term that this text is, in any case, or that it begins with before a comma; undefined where there is none. */
export function termOf(text: string): Term | undefined {
  const word = text.trim().toLowerCase()
  return byWord.get(word) ?? byWord.get(word.split(',', 1)[0])
}
