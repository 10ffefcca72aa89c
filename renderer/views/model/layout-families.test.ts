import { expect, it } from 'vitest'
import { ARCHITECTURE_TITLES } from '../../../contract'
import { layoutFamilies } from './layout-families'

it('groups titles by the word they begin with, families and members in alphabetical order', () => {
  const titles = ['GPT-2', 'OLMo 2', 'tracr', 'Qwen3', 'Gemma 2', 'GPT-J', 'Gemma', 'Qwen2', 'OLMo', 'BLOOM']
  expect(layoutFamilies(titles)).toEqual([
    ['BLOOM'],
    ['Gemma', 'Gemma 2'],
    ['GPT-2', 'GPT-J'],
    ['OLMo', 'OLMo 2'],
    ['Qwen2', 'Qwen3'],
    ['tracr'],
  ])
})

it('leaves out none of the architectures that can be opened', () => {
  const titles = Object.values(ARCHITECTURE_TITLES)
  expect(layoutFamilies(titles).flat().sort()).toEqual([...titles].sort())
})
