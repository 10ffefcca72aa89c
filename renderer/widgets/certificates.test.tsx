import { describe, expect, it } from 'vitest'
import {
  certificateSummary,
  USUAL_COLUMNS,
  verdictText,
  type Certificate,
  type RunDetail,
  type RunSummary,
} from '../../contract'
import { certificateOf, CHECKED, UNCERTIFIED } from '../../testing/certificates'
import { seen } from '../../testing/rendered-text'
import { runSummary } from '../../testing/run-summary'
import { cautions } from '../views/compare/comparison'
import { visibleRuns } from '../views/runs/run-list'
import { RunRow } from '../views/runs/run-row'
import { CertificateMark } from './certificate-mark'
import { RunCertificate } from './run-certificate'
import { RunTitle } from './run-title'

const runWith = (certificate: Certificate | null, change: Partial<RunSummary> = {}) =>
  runSummary(3, { certificate: certificate && certificateSummary(certificate), ...change })
const CERTIFIED = certificateOf()

describe('the title of a run', () => {
  const titleOf = (run: RunSummary) => seen(<RunTitle summary={run} />)

  it('says nothing of a certified model, and nothing of a circuit that was not computed here', () => {
    const imported = runWith(null, { method: 'import' })
    for (const run of [runWith(CERTIFIED), runWith(null, { state: 'running' }), imported])
      expect(titleOf(run).html).not.toMatch(/certif/i)
  })

  it('warns of a model that is not certified, with the reason', () => {
    const { text, html } = titleOf(runWith(UNCERTIFIED))
    expect(text).toMatch(/not certified$/)
    expect(html).toContain('data-level="warning"')
    expect(html).toContain(
      'aria-label="Load certificate: not certified. Model not certified. Its config.json has',
    )
  })

  it('mentions quietly that a model has no reference, or that a run has no certificate', () => {
    expect(titleOf(runWith(CHECKED)).text).toMatch(/checked, no reference$/)
    expect(titleOf(runWith(CHECKED)).html).toContain('data-level="quiet"')
    expect(titleOf(runWith(null)).text).toMatch(/no certificate$/)
  })
})

describe('the facts of a run', () => {
  const factsOf = (certificate: Certificate | null, change: Partial<RunSummary> = {}) => {
    const detail = { certificate } as RunDetail
    return seen(<RunCertificate summary={runWith(certificate, change)} detail={detail} />)
  }

  it('give verdict, reason and every check', () => {
    expect(factsOf(CERTIFIED).text).toMatch(/^Load certificateModel certified: .*Its checks.*Gradient passed/)
    expect(factsOf(UNCERTIFIED).text).toContain(
      'Settings failedconfig.json has settings that nobody knows: router_gate.',
    )
  })

  it('of an older run say that none was made; imports have none', () => {
    expect(factsOf(null).text).toMatch(/^Load certificateNo certificate of the model: the run is older/)
    expect(factsOf(null, { method: 'import' }).text).toBe('')
  })
})

it('a row of the list of runs warns in words, and has a sign alone for what is only worth a mention', () => {
  const rowOf = (run: RunSummary) =>
    seen(<RunRow run={run} index={0} columns={USUAL_COLUMNS} baseline={null} isChosen={false} />)
  expect(rowOf(runWith(UNCERTIFIED)).text).toContain('inductionnot certified')
  const quiet = rowOf(runWith(CHECKED))
  expect(quiet.text).not.toContain('checked, no reference')
  expect(quiet.html).toContain('aria-label="Load certificate: checked, no reference. Model checked against')
  expect(rowOf(runWith(CERTIFIED)).html).not.toContain('Load certificate')
})

it('a reason of any length is whole in the name of its mark', () => {
  const text = `Model not certified. ${'reason '.repeat(200)}`
  const { html } = seen(<CertificateMark note={{ level: 'warning', label: 'not certified', text }} />)
  expect(html).toContain(`aria-label="Load certificate: not certified. ${text}"`)
})

it('a comparison warns of each run whose model is not certified', () => {
  const other = { ...runWith(CHECKED), id: 'other', number: 4 }
  expect(cautions(runWith(UNCERTIFIED), other)).toEqual([`Run 3 (A): ${verdictText(UNCERTIFIED)}`])
})

it('runs are found by the words of their certificate', () => {
  const runs = [runWith(UNCERTIFIED), runWith(CERTIFIED)]
  const found = visibleRuns(runs, {
    search: 'not certified',
    state: 'all',
    filters: [],
    sort: { column: 'number', descending: true },
  })
  expect(found).toEqual([runs[0]])
})
