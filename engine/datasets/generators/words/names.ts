import { words } from './words'

/** First names with the pronoun that people expect for them, as `name/pronoun`. */
export const NAMES_WITH_PRONOUN = [
  ...words(`
  Mary Anna Emma Sarah Laura Alice Julia Kate Lucy Jane Rachel Helen Susan Linda Karen Lisa Nancy Ruth
  Rose Grace Claire Diana Elizabeth Jessica Amanda Michelle Rebecca Victoria Maria Amy Sophia Hannah
  Lily Sara Sue Mia
`).map((name) => `${name}/she`),
  ...words(`
  John James Tom Peter David Paul Mark Daniel Robert Michael William Richard Joseph Thomas Charles
  George Edward Henry Jack Martin Simon Adam Luke Andrew Brian Kevin Steven Eric Frank Scott Ben Sam
  Tim Max Leo Bob
`).map((name) => `${name}/he`),
]

export const NAMES = NAMES_WITH_PRONOUN.map((entry) => entry.split('/')[0])
