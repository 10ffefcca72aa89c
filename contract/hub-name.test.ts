import { expect, it } from 'vitest'
import { hubNameText, parseHubName } from './hub-name'

/** How a name is kept, or null where it cannot be one. */
const kept = (typed: string) => {
  const name = parseHubName(typed)
  return name && hubNameText(name)
}

it('takes names of the hub, with a revision where one is meant', () => {
  for (const name of [
    'gpt2',
    'EleutherAI/pythia-70m',
    'EleutherAI/pythia-70m@step1000',
    'a/b.c_d-e@refs/pr/1',
  ])
    expect(kept(name)).toBe(name)
  expect(kept('gpt2@main')).toBe('gpt2')
  expect(parseHubName('Qwen/Qwen2.5-0.5B')).toEqual({ repo: 'Qwen/Qwen2.5-0.5B', revision: 'main' })
})

it('takes the address of a page', () => {
  expect(kept('https://huggingface.co/EleutherAI/pythia-70m')).toBe('EleutherAI/pythia-70m')
  expect(kept('https://huggingface.co/EleutherAI/pythia-70m/tree/step1000?x=1#readme')).toBe(
    'EleutherAI/pythia-70m@step1000',
  )
  expect(kept('https://hf.co/gpt2/tree/main/')).toBe('gpt2')
  expect(kept('https://huggingface.co/org/tree/tree/main')).toBe('org/tree')
  for (const page of ['tree/v1/onnx', 'blob/v1/config.json', 'resolve/v1/model.safetensors?download=true'])
    expect(kept(`https://huggingface.co/org/tiny/${page}`)).toBe('org/tiny@v1')
  for (const page of ['tree/refs%2Fpr%2F1', 'tree/refs/pr/1', 'blob/refs%2Fpr%2F1/config.json'])
    expect(kept(`https://huggingface.co/org/tiny/${page}`)).toBe('org/tiny@refs/pr/1')
  expect(kept('hf://EleutherAI/pythia-70m@step1000')).toBe('EleutherAI/pythia-70m@step1000')
})

it('takes nothing else', () => {
  const others = [
    '',
    '/models/gpt2',
    './gpt2',
    '../gpt2',
    '~/gpt2',
    'C:\\models\\gpt2',
    'a/b/c',
    'a//b',
    'models--a--b',
    'model.safetensors',
    'folder/model.onnx',
    'a b',
    'sample:induction',
    'https://example.org/a/b',
    'gpt2@',
    'gpt2@a..b',
    '-gpt2',
    `a/${'x'.repeat(97)}`,
  ]
  expect(others.filter((typed) => kept(typed) !== null)).toEqual([])
})
