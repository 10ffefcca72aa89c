import type { Text } from './texts.ts'

/** A word or phrase that the project no longer uses; docs/vocabulary.md has the same list in prose. */
interface RetiredWord {
  /** A blank in it means any white space. */
  pattern: RegExp
  instead: string
  /** Only in these; everywhere without it. */
  kinds?: Text['kind'][]
}

const RETIRED: RetiredWord[] = [
  {
    pattern:
      /(?<!\b(decimal|in|(in|take|takes|taken|taking|took|of) (its|the|their|that)|take|takes|took) )\bplaces?\b/,
    instead: 'site (what is patched), slot (an index in a buffer), row, position or file',
  },
  { pattern: /\b(tells?|told|telling)\b/, instead: 'report, notify, say or show' },
  { pattern: /\banew\b/, instead: 'again' },
  { pattern: /\bbehind\b/, instead: 'downstream of (later layers), after or beyond' },
  {
    pattern:
      /(?<!\bthere )\b(is|are|was|were) no\b(?! (longer|more|less|fewer|better|worse|larger|smaller)\b)/,
    instead: '"is not a": `x` is not a sender in this model',
    kinds: ['comment', 'string', 'prose'],
  },
  {
    pattern: /\bstands?\b(?! (for|out|in for|still|apart|alone|on end)\b)/,
    instead: 'is: "where the row is", "the current form"',
    kinds: ['comment', 'string', 'prose'],
  },
  {
    pattern: /\blies?\b(?! (along|between|within|outside)\b)/,
    instead: 'is: "what is between two tokens"',
    kinds: ['comment', 'string', 'prose'],
  },
  { pattern: /\bto be had\b/, instead: 'what is needed and what there is: not enough memory (needs 3.1 GB)' },
  { pattern: /\basked rows\b/, instead: 'answerRows' },
  { pattern: /\bkept of both\b/, instead: 'CleanCorruptRuns' },
  { pattern: /(?<=^\s*|[.;)] )(errors:|throws) /, instead: '@throws', kinds: ['comment'] },
]

/** Texts that must keep a retired word, by file and by the word with what is written around it. */
const EXCEPTIONS: { file: RegExp; around: RegExp; why: string }[] = [
  { file: /^docs\/vocabulary\.md$/, around: /./, why: 'it lists the retired words' },
  { file: /^scripts\/(walls\/words|check-walls\.test)\.ts$/, around: /./, why: 'it lists and tries them' },
  { file: /^docs\/methods\.md$/, around: /"place",/, why: 'a key of written files' },
  {
    file: /^contract\/(vocabulary|methods\/(found-sites|index|methods\.test|sites-option))\.ts$/,
    around: /place/i,
    why: 'keys of written files and old configurations, and the alias of --sites',
  },
  {
    file: /^(engine\/datasets\/generators\/|docs\/prompt-tasks\.md$|(main|renderer|e2e)\/.*make-(prompts|command))/,
    around: /places?\b/i,
    why: 'templates of prompts and their word lists are plain English',
  },
  {
    file: /^renderer\/state\/forms\.test\.ts$/,
    around: /places?\b/i,
    why: 'the older name in what windows saved',
  },
  {
    file: /^main\/store\/(migrations|results|renamed?-places(\.test)?)\.ts$/,
    around: /places?/i,
    why: 'stores of before have it',
  },
  {
    file: /^main\/(host\/files\/export-record|shells\/cli\/(runs\/stored-runs|(run|commands)\/[a-z-]+\.test))\.ts$/,
    around: /places?\b|withPlaceNames/i,
    why: 'keys of written files, and the alias of --sites',
  },
]
/** How many characters on both sides of a word an exception may name. */
const AROUND = 12

/** What a file says with retired words: `line: what is written. Rule: what to write instead`, one each. */
export function retiredWordsIn(file: string, texts: Text[]): { line: number; problem: string }[] {
  return texts.flatMap((text) =>
    RETIRED.filter(({ kinds }) => kinds?.includes(text.kind) ?? true).flatMap(({ pattern, instead }) =>
      [...text.words.matchAll(anyBlank(pattern))]
        .filter(
          ({ 0: { length }, index }) =>
            !isException(file, text.words.slice(Math.max(0, index - AROUND), index + length + AROUND)),
        )
        .map((match) => ({
          line: text.line + text.words.slice(0, match.index).split('\n').length - 1,
          problem: `"${match[0].trim().replace(/\s+/g, ' ')}" in ${text.kind === 'prose' ? 'prose' : `a ${text.kind}`}. Rule: write ${instead}`,
        })),
    ),
  )
}

function isException(file: string, around: string): boolean {
  return EXCEPTIONS.some((each) => each.file.test(file) && each.around.test(around))
}

function anyBlank({ source }: RegExp): RegExp {
  return new RegExp(source.replaceAll(' ', '\\s+'), 'gi')
}
