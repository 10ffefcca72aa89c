import { describe, expect, it } from 'vitest'
import { planOf } from '../../../testing/downloads'
import { seen } from '../../../testing/rendered-text'
import type { PlannedDownload } from '../../state/hub'
import { PlanShown } from './download-plan'

const shown = (planned: PlannedDownload) => seen(<PlanShown planned={planned} />)
const planned = (changes: Parameters<typeof planOf>[0] = {}) =>
  shown({ name: 'org/model', state: 'planned', plan: planOf(changes), isStarting: false })

describe('the plan of a download', () => {
  it('says what would be fetched, from where and to where, before the button that does it', () => {
    const { text, facts } = planned()
    expect(Object.fromEntries(facts)).toEqual({
      From: 'https://hub.example/org/model',
      Revision: 'main, commit a39f36b100fe',
      To: '/cache/models--org--model',
      Size: '913 MB in 3 files, of which 120 MB are here',
      Free: '52.1 GB on this disk',
      Licence: 'mit',
    })
    expect(text).toContain('config.jsonhere570 B')
    expect(text).toContain('model.safetensors120 MB here911 MB')
    expect(text).toMatch(/tokenizer\.json2\.11 MBDownload 793 MBNot now$/)
  })

  it('has no button to download where that is not possible, and says why', () => {
    const { text, html } = planned({ problem: 'The disk is full.', notes: ['Only .onnx files.'] })
    expect(text).toMatch(/Only \.onnx files\.The disk is full\.Close$/)
    expect(html).toContain('role="alert"')
  })

  it('of a model that is here already is to open it', () => {
    const { text, facts } = planned({ missingBytes: 0, freeBytes: null, licence: null })
    expect(facts.get('Size')).toBe('913 MB in 3 files, all of it here')
    expect(facts.get('Licence')).toBe('not named by the repository')
    expect(facts.has('Free')).toBe(false)
    expect(text).toMatch(/Open modelNot now$/)
  })

  it('that is being asked for, or could not be', () => {
    expect(shown({ name: 'org/model', state: 'asking' }).text).toBe(
      'Asking the hub which files it has. Nothing is fetched yet.Cancel',
    )
    expect(shown({ name: 'org/model', state: 'failed', message: 'org/model is gated.' }).text).toBe(
      'Nothing was downloadedorg/model is gated.Try againClose',
    )
  })
})
