import type { Term } from './term'

/** What prompts, answers and their readings are called. */
export const PROMPT_TERMS = {
  bos: {
    words: ['BOS'],
    text: 'The token that begins a text. Whether it is put in front of each prompt changes the numbers, so it is a choice of the set and part of the record.',
    doc: ['methods', 'prompts-in'],
  },
  answers: {
    words: ['Answer', 'Answers', 'Wrong answer'],
    text: 'The token that should follow the prompt, and one that should not. Words are read with or without a space in front as the model’s tokenizer would go on.',
    doc: ['methods', 'answers'],
  },
  positions: {
    words: ['Position', 'Positions', 'Token positions'],
    text: 'The index of a token in its prompt, from 0, BOS counted. Metrics are measured at the answer position: the last token, unless a row names another.',
    doc: ['methods', 'metrics'],
  },
  split: {
    words: ['Split', 'Train', 'Held out', 'Found on', 'Judged on', 'Worst of train'],
    text: 'Some prompts are held out: circuits are found on the others (the train part) and judged on those that they have not seen.',
    doc: ['methods', 'split'],
  },
  promptSet: {
    words: ['Prompt set'],
    text: 'The prompts that the numbers are of. Another set can give other numbers, and another circuit.',
    doc: ['methods', 'reported-faithfulness'],
  },
  dataHash: {
    words: ['Data hash'],
    text: 'A fingerprint of the encoded prompts: equal for two sets that give the model the same tokens, wherever they came from.',
    doc: ['methods', 'hash-of-the-prompts'],
  },
  margin: {
    words: ['Margin', 'Right'],
    text: 'By how many logits the answer is ahead after the clean prompt. A row is right where that is above 0: the model does the task there.',
    doc: ['methods', 'does-the-model-do-the-task'],
  },
  rank: {
    words: ['Rank'],
    text: '1 plus the number of tokens with a larger logit than the answer, after the clean prompt.',
    doc: ['methods', 'does-the-model-do-the-task'],
  },
} satisfies Record<string, Term>
