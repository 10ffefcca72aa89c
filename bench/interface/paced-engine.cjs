// Loaded into every process of a shell (NODE_OPTIONS=--require): the engine's thread decides no more edges a second than
// PATCHBAY_BENCH_RATE. It still computes them; between tests, where the pump lets messages in, it sleeps.
const { isMainThread, parentPort } = require('node:worker_threads')

/** The longest that a message to the thread waits for it. */
const LONGEST_SLEEP_MS = 8
const MOST_LATE_MS = 100

if (!isMainThread && /engine-worker/.test(process.argv[1])) pace(Number(process.env.PATCHBAY_BENCH_RATE))

function pace(perSecond) {
  /** The next decision is due then, in milliseconds of the thread. */
  let dueAt = 0
  const post = parentPort.postMessage.bind(parentPort)
  parentPort.postMessage = (message) => {
    if (message.kind === 'report') count(message.report.decisions.edge.length)
    post(message)
  }
  const later = setImmediate
  globalThis.setImmediate = (...work) => {
    const earlyMs = dueAt - performance.now()
    if (earlyMs > 0) sleep(Math.min(earlyMs, LONGEST_SLEEP_MS))
    return later(...work)
  }

  /** Time that was lost is not caught up with, but for the pause between two reports. */
  function count(decisions) {
    dueAt = Math.max(dueAt, performance.now() - MOST_LATE_MS) + (1000 * decisions) / perSecond
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
