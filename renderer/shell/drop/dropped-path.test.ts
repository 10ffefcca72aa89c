import { describe, expect, it } from 'vitest'
import { droppedPath } from './dropped-path'

function dropped(texts: Record<string, string>, files: object[] = [], path: string | null = null) {
  return [{ files, getData: (type: string) => texts[type] ?? '' }, () => path] as const
}

describe('droppedPath', () => {
  it('reads file URLs, with spaces and drive letters', () => {
    expect(droppedPath(...dropped({ 'text/uri-list': '# from\r\nfile:///home/me/my%20model\r\n' }))).toBe(
      '/home/me/my model',
    )
    expect(droppedPath(...dropped({ 'text/uri-list': 'file:///C:/models/gpt2' }))).toBe('C:/models/gpt2')
  })

  it('reads a plain path and the path on a file', () => {
    expect(droppedPath(...dropped({ 'text/plain': ' /models/gpt2\n' }))).toBe('/models/gpt2')
    expect(droppedPath(...dropped({ 'text/plain': 'x' }, [{ path: '/models/llama' }]))).toBe('/models/llama')
  })

  it('asks the shell where a file is', () => {
    expect(droppedPath(...dropped({ 'text/plain': 'x' }, [{ name: 'gpt2' }], '/models/gpt2'))).toBe(
      '/models/gpt2',
    )
  })

  it('is null where nothing gives the path', () => {
    expect(droppedPath(...dropped({}, [{ name: 'gpt2' }]))).toBeNull()
  })
})
