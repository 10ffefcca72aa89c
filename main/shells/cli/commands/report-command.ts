import type { Command } from 'commander'
import { withPictures, withStore } from './shared-options'

/** `patchbay report run:3 run:4 --out report.html` */
export function addReportCommand(program: Command): void {
  withPictures(
    withStore(program.command('report <RUNS...>').option('--out <FILE>', 'the page, instead of stdout')),
  )
    .description('a run, or several compared, as one HTML page that opens anywhere; RUN is run:3, 3 or an id')
    .action(async (runs, options) => (await import('../runs/report')).reportCommand(runs, options))
}
