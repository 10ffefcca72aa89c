import { describe, expect, it } from 'vitest'
import { edgeNameOf, nodeNameOf } from './typed-names'

describe('names as people write them', () => {
  it.each([
    ['9.9', 'a9.h9'],
    [' 10.07 ', 'a10.h7'],
    ['a9.h6', 'a9.h6'],
    ['L9H6', 'a9.h6'],
    ['l9.h6', 'a9.h6'],
    ['layer 9 head 6', 'a9.h6'],
    ['m3', 'm3'],
    ['MLP 3', 'm3'],
    ['embed', 'input'],
    ['logits', 'logits'],
    ['99', '99'],
    ['9.9.9', '9.9.9'],
    ['name mover', 'name mover'],
  ])('%s is %s', (typed, name) => expect(nodeNameOf(typed)).toBe(name))

  it.each([
    ['a7.h3->a9.h9<q>', 'a7.h3->a9.h9<q>'],
    ['7.3 -> 9.9.q', 'a7.h3->a9.h9<q>'],
    ['L7H3->L9H9 V', 'a7.h3->a9.h9<v>'],
    ['9.6→logits', 'a9.h6->logits'],
    ['9.9.q <- 7.3', 'a7.h3->a9.h9<q>'],
    ['logits ← MLP 3', 'm3->logits'],
    ['a <- b <- c', 'a <- b <- c'],
    ['mlp0->m3', 'm0->m3'],
    ['input->a0.h1<k>', 'input->a0.h1<k>'],
    ['a9.h6', 'a9.h6'],
    ['a->b->c', 'a->b->c'],
  ])('%s is %s', (typed, name) => expect(edgeNameOf(typed)).toBe(name))
})
