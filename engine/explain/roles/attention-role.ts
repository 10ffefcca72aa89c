import { ROLE_TITLES, shareText, type Evidence, type RoleName } from '../../../contract'
import { beyond, evidence, type HeadNumbers, type Role } from './role'
import type { RepeatedShareName } from './uniform-scores'

/** How far beyond uniform attention a score is where it leaves little doubt, and where it is worth a look. */
export const CLEAR = 0.6
export const WEAK = 0.3

interface AttentionRole {
  role: RoleName
  score: RepeatedShareName
  /** "goes to the token before" */
  goes: string
  clear?: number
  weak?: number
  /**
   * Whether random tokens decide alone. The published scores are measured on them: what a set says may look alike for
   * another reason, and a set may have no token twice.
   */
  byRandomTokens: boolean
}

/** A role that is a share of attention, on the set and on repeated random tokens. */
export function attentionRole({
  role,
  score,
  goes,
  clear = CLEAR,
  weak = WEAK,
  byRandomTokens,
}: AttentionRole): Role {
  return {
    role,
    suggest(numbers) {
      const onSet = beyond(numbers.score[score], numbers.uniform.score[score])
      const onRandom = beyond(numbers.repeated[score], numbers.uniform.repeated[score])
      const isClear = onRandom >= clear && (byRandomTokens || onSet >= clear)
      const isWeak = onRandom >= weak || onSet >= (byRandomTokens ? clear : weak)
      if (!isClear && !isWeak) return null
      const sentence = `${ROLE_TITLES[role]}: ${shares(numbers, score, goes)}.`
      return { confidence: isClear ? 'clear' : 'weak', evidence: evidenceOf(numbers, score), sentence }
    },
  }
}

function evidenceOf({ score, repeated, uniform }: HeadNumbers, name: RepeatedShareName): Evidence[] {
  return [
    evidence(`repeated ${name}`, repeated[name], uniform.repeated[name]),
    evidence(name, score[name], uniform.score[name]),
  ]
}

function shares({ score, repeated, uniform }: HeadNumbers, name: RepeatedShareName, goes: string): string {
  const [onSet, onRandom] = [score[name], repeated[name]]
  if (!Number.isFinite(onSet))
    return `on random tokens ${shareText(onRandom)} of its attention ${goes} (uniform attention: ${shareText(uniform.repeated[name])})`
  const random = Number.isFinite(onRandom) ? `; on random tokens ${shareText(onRandom)}` : ''
  return `${shareText(onSet)} of its attention ${goes} (uniform attention: ${shareText(uniform.score[name])}${random})`
}
