import { existsSync, readFileSync } from 'node:fs'

/** What the test runners counted, and what they left out and why. */
export interface TestReport {
  passed: number
  failed: number
  skipped: number
  notRun: string[]
}

interface VitestJson {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { assertionResults: { status: string; ancestorTitles: string[]; title: string }[] }[]
}

interface PlaywrightJson {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

const NOTHING: TestReport = { passed: 0, failed: 0, skipped: 0, notRun: [] }

export function readVitestReport(file: string): TestReport {
  if (!existsSync(file)) return NOTHING
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestJson
  const tests = report.testResults.flatMap((each) => each.assertionResults)
  const reasons = tests.flatMap((test) => [...test.ancestorTitles, test.title])
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    // testing/real-models.ts puts the reason into the title.
    notRun: [...new Set(reasons.filter((title) => title.startsWith('NOT RUN: ')))],
  }
}

export function readPlaywrightReport(file: string): TestReport {
  if (!existsSync(file)) return NOTHING
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightJson
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    notRun: [],
  }
}

export function addReports(reports: TestReport[]): TestReport {
  const sum = (field: 'passed' | 'failed' | 'skipped') =>
    reports.reduce((total, each) => total + each[field], 0)
  const notRun = reports.flatMap((each) => each.notRun)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), notRun }
}
