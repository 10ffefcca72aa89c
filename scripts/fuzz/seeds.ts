// Whole files to start from, of formats for which the project has no small file.

const EDGES = {
  'input->a0.h0<q>': { score: 0.5, in_graph: true },
  'a0.h1->a1.h0<v>': { score: -0.25, in_graph: false },
  'm0->m1': { in_graph: true },
  'a1.h1->logits': { score: null, in_graph: true },
}
const CFG = { n_layers: 2, n_heads: 2, parallel_attn_mlp: false, d_model: 16 }

/** EAP-IG's graph JSON, with and without our own block. */
export const CIRCUIT = [
  {
    cfg: CFG,
    nodes: { input: { in_graph: true }, m0: { in_graph: true }, 'a0.h0': { in_graph: true, score: 1 } },
    edges: EDGES,
  },
  {
    cfg: CFG,
    nodes: {},
    edges: EDGES,
    patchbay: {
      format: 1,
      method: 'eap',
      metric: 'kl',
      direction: 'noising',
      ablation: 'resample',
      model: { name: 'tiny', hash: 'ab' },
      data: { name: 'set', hash: 'cd', prompts: 2 },
      decisions: [['input', 'a0.h0<q>', 0.1, 0.2, 1, 'at-or-above-threshold']],
      effects: { 'input->a0.h0<q>': 0.5 },
    },
  },
]

export const SHARD_INDEX = {
  metadata: { total_size: 100 },
  weight_map: { 'h.0.w': 'model-00001-of-00002.safetensors', 'h.1.w': 'model-00002-of-00002.safetensors' },
}

export const LOGITS = [
  [0.5, -1, 2],
  [1, 1e-3, 3],
]

export const SETTINGS = { threads: 4, batch: 16, device: 'cpu' }

const RUN = {
  config: {
    method: 'acdc',
    model: 'sample:induction',
    prompts: { name: 'set', rows: [{ clean: 'a b', corrupt: [1, 2], answers: ['c'], wrongAnswers: [3] }] },
    metric: 'kl',
    threshold: 0.1,
  },
  name: 'run',
}

/** Calls as the interface sends them. */
export const MESSAGES = [
  { kind: 'call', callId: '1', name: 'runs.start', args: RUN },
  { kind: 'call', callId: '2', name: 'prompts.parse', args: { text: 'clean', fileName: 'a.csv' } },
  { kind: 'call', callId: '3', name: 'runs.tag', args: { id: 'r', tags: ['a', 'b'] } },
  { kind: 'cancel', callId: '1' },
]

export const JSONL = [
  { clean: 'Anna Smith met Anna', corrupt: 'Ben Hill met Ben', answers: ['Smith'], wrong_answers: ['Hill'] },
  { clean: [1, 2, 3], corrupt: [1, 2, 4], answers: [5], wrong_answers: [6], position: 1 },
]
  .map((row) => JSON.stringify(row))
  .join('\n')

export const CSV = [
  'clean,corrupted,correct_idx,incorrect_idx\n"Anna, then Ben",Ben then Anna,5,6\n"a ""b""",b,"[1, 2]","[3]"\n',
  'clean,corrupted,label\nThe war lasted from the year 1352 to the year 13,The war lasted from the year 1301 to the year 13,52\n',
]

export const TABLE = 'Anna met Ben\tBen met Anna\tSmith\tHill\n[1, 2]\t[1, 3]\t4\t5\n'

const SPECIALS = [
  { id: 0, content: '<unk>', special: true },
  {
    id: 1,
    content: '<s>',
    special: true,
    normalized: false,
    lstrip: true,
    rstrip: false,
    single_word: false,
  },
]
const PIECES = [
  '<unk>',
  '<s>',
  'a',
  'b',
  'c',
  '▁',
  '▁a',
  'ab',
  'Ġ',
  'Ġa',
  'A',
  'n',
  'An',
  'Ann',
  '##a',
  '<0x0A>',
  '1',
  '2',
  '.',
]
const VOCABULARY = Object.fromEntries(PIECES.map((piece, id) => [piece, id]))
const TEMPLATE = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
}

/** One of each kind of vocabulary, with its parts. */
export const TOKENIZERS = [
  {
    version: '1.0',
    added_tokens: SPECIALS,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: TEMPLATE,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      byte_fallback: true,
      fuse_unk: true,
      vocab: VOCABULARY,
      merges: ['A n', 'An n', '▁ a', 'a b'],
    },
  },
  {
    added_tokens: SPECIALS,
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t| ?\\p{L}+| ?\\p{N}{1,3}|\\s+(?!\\S)|\\s+" },
          behavior: 'Isolated',
          invert: false,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: VOCABULARY, merges: ['A n', 'Ġ a'] },
  },
  {
    added_tokens: SPECIALS,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['<s>', 1], cls: ['<s>', 1] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '<unk>',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: VOCABULARY,
    },
  },
  {
    added_tokens: SPECIALS,
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }, { type: 'StripAccents' }],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'first' },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['<s>', 1],
      cls: ['<s>', 1],
      trim_offsets: true,
      add_prefix_space: true,
    },
    decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
    model: {
      type: 'Unigram',
      unk_id: 0,
      byte_fallback: true,
      vocab: PIECES.map((piece, id) => [piece, -id / 2]),
    },
  },
]
