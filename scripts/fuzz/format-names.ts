/** What `openFormats` opens, without opening it. */
export const FORMAT_NAMES = [
  'config',
  'tokenizer',
  'tokenizer-config',
  'safetensors',
  'safetensors-header',
  'shard-index',
  'circuit',
  'prompts-json',
  'prompts-jsonl',
  'prompts-csv',
  'prompts-table',
  'logits',
  'edges',
  'settings',
  'wire',
]
