import { expect, it } from 'vitest'
import { dropText, kindOfFile, unknownText } from './dropped-kind'

it.each([
  ['model.safetensors', '', 'model'],
  ['model.onnx', '', 'model'],
  ['model.safetensors.index.json', '{}', 'model'],
  ['config.json', '{ "architectures": ["GPT2LMHeadModel"] }', 'model'],
  ['ioi.csv', '', 'prompts'],
  ['ioi.jsonl.gz', '', 'prompts'],
  ['ioi.json', '[{"clean": "a"}]', 'prompts'],
  ['graph.json', '{"cfg": {"n_layers": 2}, "nodes": {}', 'circuit'],
  ['paper.pdf', '', 'unknown'],
])('%s is known by its name, and JSON by what it holds', (name, beginning, kind) =>
  expect(kindOfFile(name, beginning)).toBe(kind),
)

it.each([
  [[{ kind: 'string', type: 'text/uri-list' }], 'Drop a model’s folder or file to open it'],
  [[{ kind: 'file', type: 'text/csv' }], 'Drop to open these prompts as a new set'],
  [[{ kind: 'file', type: 'application/json' }], 'Drop to import a circuit, or to open prompts as a new set'],
  [[{ kind: 'file', type: 'image/png' }], 'Patchbay opens models, prompts and circuits: this seems to be none of them'],
])('says what a drop will do', (items, text) => expect(dropText(items)).toBe(text))

it('says what can be dropped instead', () =>
  expect(unknownText('a.pdf')).toMatch(/^“a\.pdf” is not a file that Patchbay opens\. Drop a model/))
