/** A host whose requests a test answers when it likes, and in the order it likes. */
const pending: PendingRequest[] = []

interface PendingRequest {
  name: string
  args: unknown
  answer: (value: unknown) => void
  fail: (why: Error) => void
}

/** To be mocked in place of `renderer/state/client`. */
export const lateClient = {
  call: (name: string, args: unknown) =>
    new Promise((answer, fail) => pending.push({ name, args, answer, fail })),
  onEvent: () => () => undefined,
}

export const forgetRequests = () => (pending.length = 0)

/** Answers the oldest pending request of this name (with these words in its arguments). */
export async function answer(name: string, value: unknown, words = ''): Promise<void> {
  const at = pending.findIndex((one) => one.name === name && JSON.stringify(one.args).includes(words))
  if (at < 0) throw new Error(`No pending request ${name} ${words}: ${JSON.stringify(pending)}`)
  const [one] = pending.splice(at, 1)
  if (value instanceof Error) one.fail(value)
  else one.answer(value)
  await settled()
}

/** Pending requests, without the checks of prompts that follow every change of the draft. */
export const unanswered = () => pending.filter(({ name }) => name !== 'prompts.check')

export const settled = () => new Promise((resolve) => setTimeout(resolve))
