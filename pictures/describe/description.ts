import type { RoleGroup } from '../../contract'

/** What a picture, a file or a report says of what it shows: the one description that all of them carry. */
export interface Description {
  title: string
  facts: readonly Fact[]
  /** What is against trusting it, each a sentence. */
  notes: readonly string[]
  /** What people said that nodes of the model do. */
  roles: readonly RoleGroup[]
}

export interface Fact {
  name: string
  text: string
  /** As a picture has it, where there is less room; null where it leaves the fact out. */
  brief?: string | null
}

/** `model induction · prompts pairs, 8 prompts · …`: the facts that a picture shows. */
export function briefFacts({ facts }: Pick<Description, 'facts'>): string[] {
  return facts
    .filter(({ brief }) => brief !== null)
    .map(({ name, text, brief }) => `${name} ${brief ?? text}`)
}

/** The description as plain data, for metadata and JSON. */
export function descriptionRecord({ title, facts, notes, roles }: Description): Record<string, unknown> {
  return {
    title,
    ...Object.fromEntries(facts.map(({ name, text }) => [name.replaceAll(' ', '_'), text])),
    ...(notes.length > 0 && { notes }),
    ...(roles.length > 0 && { roles: roles.map(({ label, nodes }) => ({ label, nodes })) }),
  }
}

/** The description as lines of text, for comments. */
export function descriptionLines({ title, facts, notes, roles }: Description): string[] {
  return [
    title,
    ...facts.map(({ name, text }) => `${name}: ${text}`),
    ...notes,
    ...roles.map(({ label, nodes }) => `role ${label}: ${nodes.join(', ')}`),
  ]
}
