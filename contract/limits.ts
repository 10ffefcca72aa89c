/** What is read of one kind of file at most: its bytes, how many JSON values it holds, how deep they are nested. */
export interface FileLimit {
  bytes: number
  values: number
  depth: number
}

const MIB = 2 ** 20

/** Edges of one graph: enough for 40 layers of 40 heads with MLPs. */
export const MAX_EDGES = 2 ** 22

/**
 * The one table of limits. Each is several times what the largest real file of its kind needs, and small
 * enough that reading it takes neither seconds nor gigabytes.
 */
export const FILE_LIMITS = {
  config: { bytes: 4 * MIB, values: 500_000, depth: 32 },
  tokenizer: { bytes: 64 * MIB, values: 4_000_000, depth: 64 },
  /** vocab.json and tokenizer_config.json, which name up to a whole vocabulary. */
  vocabulary: { bytes: 32 * MIB, values: 2_000_000, depth: 32 },
  safetensorsHeader: { bytes: 32 * MIB, values: 4_000_000, depth: 4 },
  shardIndex: { bytes: 32 * MIB, values: 500_000, depth: 32 },
  circuit: { bytes: 64 * MIB, values: 6_000_000, depth: 32 },
  edgeList: { bytes: 64 * MIB, values: MAX_EDGES, depth: 1 },
  prompts: { bytes: 64 * MIB, values: 4_000_000, depth: 16 },
  /** Logits beside a model's weights, among other numbers perhaps. */
  reference: { bytes: 128 * MIB, values: 8_000_000, depth: 16 },
  logits: { bytes: 128 * MIB, values: 8_000_000, depth: 2 },
} satisfies Record<string, FileLimit>

/** Tensors of one model; the largest published mixtures of experts have about 100,000. */
export const MAX_TENSORS = 250_000
/** No size of a model is larger: it would not fit an index of 32 bits. */
export const MAX_SIZE = 2 ** 31 - 1
/** Of a tokenizer's vocabulary; the largest published have some 260,000. */
export const MAX_TOKEN_ID = 2 ** 24
/** What a person writes about one run. */
export const MAX_NOTE_LENGTH = 10_000
/** Rows of one prompt set. */
export const MAX_PROMPT_ROWS = 100_000
/** Columns of a table of prompts, and rows of it that are shown before it is read. */
export const MAX_PREVIEW_COLUMNS = 1_000
export const MAX_PREVIEW_ROWS = 20
/** Characters of one prompt, or token ids of one. */
export const MAX_PROMPT_LENGTH = 100_000
/** The seed of prompts that are drawn, and of a split, is a number of 32 bits. */
export const MAX_SEED = 2 ** 32 - 1
/** Characters of what a row was made from, of the name of a span, and of what a token is called. */
export const MAX_TEMPLATE_LENGTH = 1_000
export const MAX_SPAN_NAME_LENGTH = 60
export const MAX_LABEL_LENGTH = 100
/** Named spans of one row. */
export const MAX_SPANS = 200
/** Answers of one row: a vocabulary may have so many tokens. */
export const MAX_ANSWERS = 10_000

/** A value of a file, quoted and escaped, and as short as a sentence can bear. */
export function shown(value: unknown, mostCharacters = 80): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 3)}...` : text
}

/** How many names of a file one sentence lists, and characters of each. */
const LISTED_NAMES = 20
const NAME_CHARACTERS = 40

/** `clean, corrupt and 3 more`: names that a file uses, as many and as long as a sentence can bear. */
export function shownNames(names: readonly string[]): string {
  const listed = names
    .slice(0, LISTED_NAMES)
    .map((name) => (name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 3)}...` : name))
    .join(', ')
  const more = names.length - LISTED_NAMES
  return more > 0 ? `${listed} and ${more} more` : listed
}

/** `64 MiB`, `1.5 MiB`: sizes in sentences. */
export function mebibytes(bytes: number): string {
  return `${Number((bytes / MIB).toFixed(1))} MiB`
}
/** Heads of one question. */
export const MAX_EXPLAINED_HEADS = 20_000
/** Edges cut in one question. */
export const MAX_CUT_EDGES = 10_000
/** Characters of a role's label, of what speaks for it, and of the name of the prompts that it was said on. */
export const MAX_ROLE_LABEL = 80
export const MAX_ROLE_EVIDENCE = 500
export const MAX_ROLE_PROMPTS = 200
/** Roles in one request: all nodes of the largest graphs. */
export const MAX_SAVED_ROLES = 20_000
/** Circuits that are compared with each other at once. */
export const MAX_COMPARED = 24

/** A report has a picture and tables of each. */
export const MAX_REPORTED_RUNS = 12

/** No graph has more edges by far. */
export const MAX_EDGES_SHOWN = 100_000_000
