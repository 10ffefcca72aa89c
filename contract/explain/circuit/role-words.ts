import type { HeadScoreName } from '../head-scores'
import type { Evidence, RoleName } from '../roles'

/** How a role's group is spoken of, and what its numbers leave open. */
interface RoleWords {
  one: string
  many: string
  /** The score of the set that speaks most for it. */
  keyScore: HeadScoreName | null
  notShown: string
}

const LOOKS_ONLY =
  'Where a head looks does not say what it carries from there, nor who reads it: its edges say that.'
const DIRECT_ONLY =
  'Direct attribution holds the final norm as it was and leaves out what these heads do through later ones; that the model needs them is shown by cutting them, in Judge.'

/** In the words of methods.md, "Roles". */
export const ROLE_WORDS: Record<RoleName, RoleWords> = {
  'previous-token': words('previous-token head', 'previousToken', LOOKS_ONLY),
  'duplicate-token': words('duplicate-token head', 'duplicateToken', LOOKS_ONLY),
  induction: words(
    'induction head',
    'induction',
    'Looking after an earlier occurrence is half of induction; that the token found there is written shows in what the head writes and in its edges to the logits.',
  ),
  'name-mover': words('name mover', 'toAnswer', DIRECT_ONLY),
  'negative-name-mover': words('negative name mover', 'toAnswer', DIRECT_ONLY),
  suppressor: words('suppressor', 'toWrong', DIRECT_ONLY),
  's-inhibition': words(
    'S-inhibition head',
    'toLastWrong',
    'That cutting them moves the attention of other heads does not say by which signal, the position of the name or the name itself.',
  ),
  'own-token': words('own-token head', 'self', LOOKS_ONLY),
  'first-token': words(
    'head that rests on the first token',
    'firstToken',
    'Heads often rest there when what they look for is absent: on other prompts they may do something else.',
    'heads that rest on the first token',
  ),
  positional: words(
    'position head',
    'positional',
    'By position on these prompts: with others, of another form or length, the same heads may follow the content.',
  ),
  averaging: words('averaging head', 'spread', LOOKS_ONLY),
  idle: words(
    'idle head',
    null,
    'Idle on these prompts: on others, or in the absence of other heads, it may act.',
  ),
}

export const NOT_SHOWN_WITHOUT_ROLE =
  'No number here speaks for a known role. The circuit needs these heads all the same, if it is one: look at them and their edges one by one.'
export const NOT_SHOWN_OF_MODEL = 'No number here speaks for a known role.'
export const NOT_SHOWN_OF_MLPS =
  'What MLPs compute inside is not explained here, only what they add to the logits directly.'
export const NOT_SHOWN_OF_INPUT =
  'The embedding matters mostly through the heads that read it, which is in its edges.'
export const NOT_SHOWN_OF_PERSON = 'A label of your own: no numbers define it.'

function words(one: string, keyScore: HeadScoreName | null, notShown: string, many = `${one}s`): RoleWords {
  return { one, many, keyScore, notShown }
}

/** A number as part of a sentence on one head or on several: `0.71 of their attention goes ...`. */
export function evidencePhrase(score: Evidence['score'], value: string, isOne: boolean): string {
  const of = isOne ? ONE : SEVERAL
  if (score.startsWith('repeated ')) {
    const again = PHRASES[score.slice('repeated '.length) as HeadScoreName]
    return again ? `on repeated random tokens ${again(value, of)}` : `${score} ${value}`
  }
  return PHRASES[score as keyof typeof PHRASES]?.(value, of) ?? `${score} ${value}`
}

interface Spoken {
  their: string
  they: string
  them: string
  promote: string
  write: string
}
const ONE: Spoken = { their: 'its', they: 'it', them: 'it', promote: 'promotes', write: 'writes' }
const SEVERAL: Spoken = { their: 'their', they: 'they', them: 'them', promote: 'promote', write: 'write' }

type Phrase = (value: string, of: Spoken) => string
const goes =
  (where: string): Phrase =>
  (value, { their }) =>
    `${value} of ${their} attention goes ${where}`

const PHRASES: Partial<Record<Evidence['score'], Phrase>> = {
  previousToken: goes('to the token before'),
  duplicateToken: goes('to earlier occurrences of the token'),
  induction: goes('to what came after earlier occurrences of the token'),
  self: goes('to the position itself'),
  firstToken: goes('to the first position'),
  toAnswer: goes('from the answer position to the answer'),
  toWrong: goes('from the answer position to the wrong answer'),
  toLastWrong: goes('from the answer position to the last occurrence of the wrong answer'),
  positional: (value, { their }) => `position alone decides ${value} of ${their} attention`,
  spread: (value, { their }) => `${their} attention is spread ${value} as evenly as it could be`,
  copying: (value, { they, promote }) =>
    `${value} of the tokens read are among those that ${they} ${promote} most`,
  suppressing: (value, { they, promote }) =>
    `${value} of the tokens read are among those that ${they} ${promote} least`,
  attentionWrites: (value, { their }) =>
    `${their} attention to a token and what is written for it correlate by ${value}`,
  writes: (value, { they, write }) => `what ${they} ${write} is ${value} of the stream it is added to`,
  inhibition: (value, { them }) =>
    `cutting ${them} from the queries of movers shifts ${value} of the movers' attention from the answer to the wrong answer`,
}
