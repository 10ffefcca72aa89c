import { renameSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openModel } from '../../../engine/host'
import { copyModel } from '../../../testing/model-folder'
import { loadedOnce } from './loaded-once'

it('weights are loaded once, and again where that failed', async () => {
  const folder = copyModel('gpt2-tiny')
  const model = loadedOnce(await openModel(folder))
  const file = path.join(folder, 'model.safetensors')
  const away = `${folder}-away`
  renameSync(folder, away)
  await expect(model.loadWeights()).rejects.toThrow(`${file} does not exist; check the path.`)
  renameSync(away, folder)
  expect(await model.loadWeights()).toBe(await model.loadWeights())
})
