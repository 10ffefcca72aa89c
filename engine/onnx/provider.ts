import { PatchbayError } from '../../contract/error'

// What computes the graphs: the processor, or an accelerator by the name onnxruntime gives its execution provider.

let provider = 'cpu'

/** Every session that is made in this thread from now on computes there, whole, or is not made at all. */
export function useProvider(name: string): void {
  provider = name
}

/** Options of a session. On an accelerator, operations that it lacks are refused instead of computed on the cpu. */
export function providerOptions(): { executionProviders: string[]; session: Record<string, string> } {
  return {
    executionProviders: [provider],
    session: provider === 'cpu' ? {} : { disable_cpu_ep_fallback: '1' },
  }
}

/** An error of onnxruntime, where an accelerator was chosen: a sentence for people. */
export function providerError(error: unknown): unknown {
  if (provider === 'cpu') return error
  const reason = reasonOf(error instanceof Error ? error.message : String(error))
  return new PatchbayError('bad-input', `${provider} cannot be used: ${reason}; choose cpu.`, {
    cause: error,
  })
}

const WORDS: [pattern: RegExp, reason: string][] = [
  [/fallback to CPU EP has been explicitly disabled/, 'it lacks an operation of the model'],
  [/no available backend found|backend not found/, 'this system has no such device'],
]

/** What onnxruntime says, without its source lines and C++ signatures. */
export function reasonOf(message: string): string {
  const known = WORDS.find(([pattern]) => pattern.test(message))
  if (known) return known[1]
  const said = message.split(/ was false\. | : FAIL : /).at(-1)!
  return said.split('\n')[0].trim().replace(/\.$/, '')
}
