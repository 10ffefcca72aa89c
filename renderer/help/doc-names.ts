/** The pages of docs/ that the program ships with, in the order in which Help lists them. */
export const DOC_TITLES = {
  views: 'Views',
  methods: 'Methods and numbers',
  'prompt-files': 'Prompt files',
  'prompt-tasks': 'Prompts of a task',
  'trained-sample': 'The trained sample',
  stories260k: 'A story model, start to circuit',
  architectures: 'Architectures',
  'onnx-files': '.onnx files',
  cluster: 'Sweeps on other machines',
  performance: 'Performance',
  vocabulary: 'Vocabulary',
} as const
export type DocName = keyof typeof DOC_TITLES

export const DOC_NAMES = Object.keys(DOC_TITLES) as DocName[]

/** A page as it is built from its Markdown. */
export interface DocPage {
  title: string
  html: string
  /** Its headings below the title, in order. */
  sections: { id: string; text: string; level: number }[]
  /** All that a link can lead to: headings, definitions that begin with bold words, rows that begin with a code word. */
  ids: string[]
}
