import type { Activation } from '../transformer'

/** Hugging Face names; the tanh forms differ only in the order of operations. */
export const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-new',
  gelu_fast: 'gelu-new',
  gelu_accurate: 'gelu-new',
  gelu_pytorch_tanh: 'gelu-new',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
}
