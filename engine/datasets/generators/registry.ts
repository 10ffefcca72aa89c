import type { PromptTask, PromptTaskName } from '../../../contract'
import type { PromptGenerator } from './generator'
import { arithmetic } from './tasks/arithmetic'
import { capitalCountry } from './tasks/capital-country'
import { colouredObjects } from './tasks/coloured-objects'
import { docstring } from './tasks/docstring'
import { genderedPronoun } from './tasks/gendered-pronoun'
import { greaterThan } from './tasks/greater-than'
import { induction } from './tasks/induction'
import { ioi } from './tasks/ioi'
import { sva } from './tasks/sva'
import { template } from './tasks/template'

export const GENERATORS: Readonly<Record<PromptTaskName, PromptGenerator>> = {
  ioi,
  'greater-than': greaterThan,
  docstring,
  induction,
  'gendered-pronoun': genderedPronoun,
  sva,
  'capital-country': capitalCountry,
  'coloured-objects': colouredObjects,
  arithmetic,
  template,
}

/** What the tasks are, for forms and the command line. */
export function promptTasks(): PromptTask[] {
  return Object.values(GENERATORS).map(({ task }) => task)
}
