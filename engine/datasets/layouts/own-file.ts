import {
  ANSWER_READINGS,
  MAX_PROMPT_LENGTH,
  MAX_SEED,
  PatchbayError,
  promptChoicesSchema,
  SPLIT_UNITS,
  type PromptChoices,
} from '../../../contract'
import { bosChoice, fieldOf, isNameOf } from '../prompt-fields'
import type { Layout } from './layout'
import { plainRows } from './plain-rows'

const OWN_KEYS = ['name', 'bos', 'answer_reading', 'split', 'labels', 'source', 'notes']

/** Our own files (`promptFile`), and what an exported run says of its prompts. */
export const OWN_FILE: Layout = {
  name: 'Patchbay prompts',
  recognises: ({ key, beside }) =>
    (key === 'prompts' || key === 'rows') && Object.keys(beside).some((name) => isOwnKey(name)),
  read: (records) => {
    const { beside } = records
    const bosNames = Object.keys(beside).filter((name) => isNameOf('bos', name))
    const ofFile = bosChoice(fieldOf(beside, bosNames, 'The file')?.value, 'The file')
    const { rows, bos, used } = plainRows(records, ofFile)
    const notes = Array.isArray(beside.notes) ? beside.notes.filter((note) => typeof note === 'string') : []
    return { rows, bos, choices: choicesIn(beside), notes, used: [...used, ...OWN_KEYS, ...bosNames] }
  },
}

function isOwnKey(name: string): boolean {
  return OWN_KEYS.includes(name) || isNameOf('bos', name)
}

function choicesIn({ answer_reading, split, labels, source }: Record<string, unknown>): PromptChoices {
  const given = { answerReading: answer_reading, split, labels, source }
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
  const read = promptChoicesSchema.safeParse(said)
  if (read.success) return read.data
  const [{ path }] = read.error.issues
  const [choice, whole] = [path[0] === 'answerReading' ? 'answer_reading' : String(path[0]), path.join('.')]
  const name = whole in WANTED ? whole : choice
  throw new PatchbayError('bad-input', `The file: "${name}" cannot be read: it must be ${WANTED[name]}.`)
}

/** What is expected, by the name in the file. */
const WANTED: Record<string, string> = {
  answer_reading: ANSWER_READINGS.map((reading) => `"${reading}"`).join(', '),
  split: 'an object with "heldOut", "by" and "seed"; leave it out to hold no rows out',
  'split.heldOut': 'a share above 0 and below 1, such as 0.3; leave "split" out to hold no rows out',
  'split.by': SPLIT_UNITS.map((unit) => `"${unit}"`).join(' or '),
  'split.seed': `a whole number from 0 to ${MAX_SEED}`,
  labels: `a list of at most ${MAX_PROMPT_LENGTH.toLocaleString('en-US')} short texts, one for each position`,
  source: 'as this program wrote it; leave it out otherwise',
}
