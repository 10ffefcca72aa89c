import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { listFolder } from './files'

it('lists a folder with links that lead to themselves or nowhere', () => {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'inner'))
  symlinkSync('loop', path.join(folder, 'loop'))
  symlinkSync('nothing', path.join(folder, 'nowhere'))
  expect(listFolder(folder).entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['inner', 'folder'],
    ['loop', 'other'],
    ['nowhere', 'other'],
  ])
})
