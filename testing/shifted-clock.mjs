// For tests of machines whose clocks disagree: a process that begins with `--import` of this file has its clock ahead by
// PATCHBAY_TEST_CLOCK_MS, in all its threads. What measures durations (performance.now, timers) goes on as it is.

const aheadMs = Number(process.env.PATCHBAY_TEST_CLOCK_MS)
const TrueDate = Date

globalThis.Date = class extends TrueDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [TrueDate.now() + aheadMs]))
  }

  static now() {
    return TrueDate.now() + aheadMs
  }
}
