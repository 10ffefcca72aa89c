import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inProject } from '../project'
import { architecturesDocument, settingsAndPhrases } from './document'

it('every setting that an architecture reads has a phrase that says what it does, and no other has', () => {
  expect(settingsAndPhrases()).toEqual({ withoutPhrase: [], unread: [] })
})

it('docs/architectures.md is what the code says: npm run architectures writes it', () => {
  expect(readFileSync(inProject('docs', 'architectures.md'), 'utf8')).toBe(architecturesDocument())
})
