import { expect, it } from 'vitest'
import { createForm, leaveModelInForms, leaveRunInForms } from './forms'

it('a form keeps its own fields, whatever another form has by the same name', () => {
  const one = createForm('test of one', { steps: 5, path: '' })
  const other = createForm('test of another', { steps: 1 })
  one.set({ steps: 7 })
  expect(one.get()).toEqual({ steps: 7, path: '' })
  expect(other.get()).toEqual({ steps: 1 })
})

it('choices within a model go back to the first when another is opened', () => {
  const form = createForm('test of a model', { path: '', steps: 5 }, { ofModel: ['path'] })
  form.set({ path: 'a0.h1->logits', steps: 7 })
  leaveModelInForms()
  expect(form.get()).toEqual({ path: '', steps: 7 })
})

it('a deleted run is chosen in no form', () => {
  const form = createForm<{ judged: string | null; reference: string | null }>(
    'test of runs',
    { judged: null, reference: null },
    { ofRuns: ['judged', 'reference'] },
  )
  form.set({ judged: 'one', reference: 'two' })
  leaveRunInForms('one')
  expect(form.get()).toEqual({ judged: null, reference: 'two' })
})
