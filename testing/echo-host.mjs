// A host for the shell's tests: a real process at the end of a real channel, with requests that show what arrives.
process.on('message', (message) => {
  if (message.kind === 'cancel') return answer(message.callId.replace(/cancel/, 'waiting'), 'cancelled')
  if (message.name === 'echo') answer(message.callId, message.args)
  if (message.name === 'notify')
    process.send({ kind: 'event', event: { type: 'run-decisions', ...message.args } })
  if (message.name === 'die') process.exit(7)
  // 'wait' is not answered
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))

function answer(callId, value) {
  process.send({ kind: 'answer', callId, answer: { ok: true, value } })
}
