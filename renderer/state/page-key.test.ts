import { afterEach, expect, it, vi } from 'vitest'
import { pageKey } from './page-key'

afterEach(() => vi.unstubAllGlobals())

it('is taken out of the address and remembered; a later one replaces it', () => {
  const kept = new Map<string, string>()
  const location = { hash: '', pathname: '/' }
  vi.stubGlobal('location', location)
  vi.stubGlobal('history', {
    replaceState: (_state: null, _title: string, path: string) => {
      location.hash = ''
      expect(path).toBe('/')
    },
  })
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  })
  expect(pageKey()).toBe('')
  for (const key of ['first-key_1', 'second']) {
    location.hash = `#key=${key}`
    expect(pageKey()).toBe(key)
    expect(location.hash).toBe('')
    expect(pageKey()).toBe(key)
  }
  location.hash = '#elsewhere'
  expect(pageKey()).toBe('second')
  expect(location.hash).toBe('#elsewhere')
})
