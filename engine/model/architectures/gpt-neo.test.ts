import { describe, expect, it } from 'vitest'
import { changedFixture, openedModel } from '../../../testing/changed-models'
import { layerSpec, type TransformerConfig } from '../transformer'

describe('GPT-Neo', () => {
  const windows = (config: TransformerConfig) =>
    [0, 1, 2].map((layer) => layerSpec(config, layer).attention.window)

  const cases: [Record<string, unknown>, (number | null)[]][] = [
    [{ attention_types: [[['global', 'local', 'global'], 1]] }, [null, 4, null]],
    [
      {
        attention_types: [
          [['local'], 2],
          [['global'], 1],
        ],
      },
      [4, 4, null],
    ],
    [
      {
        attention_types: [
          [['global'], 1],
          [['local'], 2],
        ],
        window_size: 2,
      },
      [null, 2, 2],
    ],
    [{ attention_types: [[['local'], 3]], window_size: undefined }, [256, 256, 256]],
    [{ attention_types: undefined, attention_layers: ['local', 'global', 'local'] }, [4, null, 4]],
  ]
  it.each(cases)('takes the window of each layer from %j', async (settings, expected) => {
    const { config, warnings } = await openedModel(
      changedFixture('gpt_neo', { attention_layers: null, ...settings }),
    )
    expect(windows(config)).toEqual(expected)
    expect(warnings).toEqual([])
  })

  it('reads attention_layers before attention_types, and names what it does not use', async () => {
    const settings = { attention_layers: ['local', 'local', 'global'] }
    const { config, warnings } = await openedModel(changedFixture('gpt_neo', settings))
    expect(windows(config)).toEqual([4, 4, null])
    expect(warnings).toEqual([
      'config.json: attention_types [[["global","local","global"],1]] is not used, because attention_layers ["local","local","global"] takes its place, as in the Hugging Face library.',
    ])
  })
})
