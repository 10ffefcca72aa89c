import { expect, it } from 'vitest'
import { typedPath } from './typed-path'

it('removes surrounding spaces and the quotes of "copy as path"', () => {
  for (const text of [
    '/models/my model',
    ' /models/my model\n',
    '"/models/my model"',
    " '/models/my model' ",
  ]) {
    expect(typedPath(text)).toBe('/models/my model')
  }
  expect(typedPath('"C:\\models\\gpt2"')).toBe('C:\\models\\gpt2')
})

it('keeps quotes that belong to the name', () => {
  expect(typedPath('/models/"old"')).toBe('/models/"old"')
  expect(typedPath('"')).toBe('"')
  expect(typedPath(' "" ')).toBe('')
})
