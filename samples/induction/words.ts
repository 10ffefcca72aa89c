/** The sample's words, prompts and tokenizer. Prompts and tokenizer files are written from these by make.ts. */

const WORDS = `
Anna Ben Clara David Emma Jack Lily Peter Sara Tom Smith Lake Hill Stone Wood Field Lee Ford Mr Mrs Doctor
Captain Uncle Aunt London Paris Rome Berlin the a an my your his her and but so then because while or in to
near before after with again later king queen cat dog bird horse friend teacher brother sister father mother
spring summer autumn winter birds leaves days nights Monday Tuesday Friday Sunday morning noon evening night
bread water garden letter home red green old young rich poor small big warm cold dark bright met called helped
thanked saw wrote ate drank sang slept sings dances reads plays came likes is was are , .`

/** Id of a token = its index here. */
export const VOCABULARY: string[] = ['<bos>', '<unk>', ...WORDS.trim().split(/\s+/)]

/**
 * Per line: a sentence | phrases A, B of the clean prompt | phrases A, B of the corrupt prompt. `{again}` is the
 * first word of A in the clean prompt and of B in the corrupt one; the answer is the second word of that phrase.
 * The four phrases share no word: so the two runs differ in the query, in the keys, in the values and in the
 * position that is attended to, and no two of these differences can cancel out.
 */
const SCENES = `
{A} met {B} then {again} | Anna Smith, Ben Lake | Clara Hill, Peter Stone
{A} called {B} and {again} | Clara Hill, Jack Wood | Lily Field, David Ford
{A} helped {B} so {again} | Mr Wood, Mrs Field | Doctor Lee, Captain Ford
{A} while {B} and later {again} | Emma sings, Tom dances | Sara reads, Jack plays
{A} wrote to {B} and later {again} | Uncle Tom, Aunt Sara | Doctor Lee, Captain Ford
the {A} saw the {B} and the {again} | red cat, green dog | big horse, small bird
the {A} thanked the {B} because the {again} | old king, young queen | rich teacher, poor friend
{A} was warm and {B} was cold so {again} | Monday morning, Friday evening | Tuesday night, Sunday noon
{A} are bright and {B} are dark but {again} | summer days, winter nights | spring birds, autumn leaves
{A} Jack and {B} Lily came home before {again} | my brother, your sister | his father, her mother
in {A} sang but in {B} slept and in {again} | Paris Anna, London Ben | Rome Tom, Berlin Lily
the {A} ate bread and the {B} drank water near the {again} | small bird, big horse | young cat, old dog`

export interface Prompt {
  clean: string
  corrupt: string
  answers: string[]
  wrong_answers: string[]
}

function fill(sentence: string, [a, b]: string[], again: string): string {
  return sentence.replace('{A}', a).replace('{B}', b).replace('{again}', again)
}

function makePrompt(scene: string): Prompt {
  const [sentence, clean, corrupt] = scene.split(' | ')
  const [cleanPhrases, corruptPhrases] = [clean.split(', '), corrupt.split(', ')]
  const [again, answer] = cleanPhrases[0].split(' ')
  const [corruptAgain, corruptAnswer] = corruptPhrases[1].split(' ')
  return {
    clean: fill(sentence, cleanPhrases, again),
    corrupt: fill(sentence, corruptPhrases, corruptAgain),
    answers: [answer],
    wrong_answers: [corruptAnswer],
  }
}

export const PROMPTS: Prompt[] = SCENES.trim().split('\n').map(makePrompt)

const SPECIAL = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }

const specialToken = (content: string) => ({ id: VOCABULARY.indexOf(content), content, ...SPECIAL })

/** Hugging Face tokenizer.json: whole words, split at white space and punctuation, <bos> in front. */
export const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [specialToken('<bos>'), specialToken('<unk>')],
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<bos>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [
      { SpecialToken: { id: '<bos>', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
    ],
    special_tokens: { '<bos>': { id: '<bos>', ids: [VOCABULARY.indexOf('<bos>')], tokens: ['<bos>'] } },
  },
  decoder: null,
  model: {
    type: 'WordLevel',
    vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
    unk_token: '<unk>',
  },
}
