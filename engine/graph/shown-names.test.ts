import { describe, expect, it } from 'vitest'
import { shownEdgeName, shownNode, shownReceiver } from './shown-names'
import { edgeNameOf, pathNameOf } from './typed-names'

describe('names as the interface writes them', () => {
  it.each([
    ['a9.h9', '9.9'],
    ['m3', 'MLP 3'],
    ['input', 'embed'],
    ['logits', 'logits'],
  ])('%s is %s', (node, shown) => {
    expect(shownNode(node)).toBe(shown)
    expect(shownReceiver(node)).toBe(shown)
  })

  it.each([
    ['a7.h3->a9.h9<q>', '9.9.q ← 7.3'],
    ['input->a0.h11<v>', '0.11.v ← embed'],
    ['m2->logits', 'logits ← MLP 2'],
  ])('%s is %s, and is understood when it is typed', (name, shown) => {
    expect(shownEdgeName(name)).toBe(shown)
    expect(edgeNameOf(shown)).toBe(name)
  })

  it('are those of a path too, from its end', () => {
    expect(shownEdgeName('input->m0->a1.h2<k>->logits')).toBe('logits ← 1.2.k ← MLP 0 ← embed')
    for (const typed of ['logits ← 1.2.k ← MLP 0 ← embed', 'embed -> m0 -> L1H2 k -> logits'])
      expect(pathNameOf(typed)).toBe('input->m0->a1.h2<k>->logits')
  })
})
