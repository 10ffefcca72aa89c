import type { CircuitMatrix, PictureChoices, RunComparison } from '../../contract'
import { numberedTitle } from '../describe/describe-run'
import { escaped, tag } from '../svg/markup'
import { comparisonPart, matrixPart } from './comparison-part'
import { paragraph } from './html'
import { reportTitle, runPart, type ReportedRun } from './run-part'
import { REPORT_STYLE } from './style'

export interface ReportContent {
  /** At least one; the comparison is of all of them. */
  runs: readonly ReportedRun[]
  comparison: RunComparison | null
  /** Of more than two. */
  matrix: CircuitMatrix | null
  /** Why several runs are not compared, as a sentence; null where they are. */
  notCompared: string | null
  patchbayVersion: string
  writtenAt: Date
}

/** A page that needs nothing else: no script, nothing fetched, on screen and on paper. It is well-formed XML too. */
export function reportPage(content: ReportContent, choices: PictureChoices): string {
  const { runs, patchbayVersion, writtenAt } = content
  const title = titleOf(content)
  const parts =
    runs.length === 1
      ? [tag('h1', {}, escaped(title)), runPart(runs[0], choices)]
      : [
          tag('h1', {}, escaped(title)),
          ...comparedParts(content, choices),
          ...runs.map((reported) =>
            tag('article', {}, tag('h2', {}, escaped(reportTitle(reported.run))), runPart(reported, choices)),
          ),
        ]
  const made = `Written by Patchbay ${patchbayVersion}, ${writtenAt.toISOString()}. The exact numbers are in the JSON that each run exports.`
  return `<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${parts.join('\n')}
${tag('footer', {}, escaped(made))}
</main>
</body>
</html>
`
}

function titleOf({ runs }: ReportContent): string {
  if (runs.length === 1) return reportTitle(runs[0].run)
  return runs.map(({ run }) => numberedTitle(run.summary)).join(' against ')
}

function comparedParts(
  { comparison, matrix, notCompared, runs }: ReportContent,
  choices: PictureChoices,
): string[] {
  if (notCompared) return [paragraph(notCompared, 'note')]
  return [
    comparison ? comparisonPart(comparison, runs[0].roles, choices) : '',
    matrix ? matrixPart(matrix) : '',
  ]
}
