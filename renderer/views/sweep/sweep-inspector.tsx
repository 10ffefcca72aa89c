import { Button } from '@mantine/core'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type {
  MetricName,
  SweepDetail,
  SweepMember,
  SweepPoint,
  SweepSummary,
  SweptNumbers,
} from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { openRun } from '../../state/open-run'
import { menuTitle } from '../../state/owner'
import { namePrompt } from '../../state/prompt-name'
import { shownValues, subjectOf } from '../../state/sweep-words'
import { resumeSweep, useSweepChoice } from '../../state/sweeps'
import { FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import {
  formatCount,
  formatMetric,
  formatPercent,
  formatPlural,
  formatWhenInFull,
} from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { Actions, Facts, Section } from '../../widgets/panes'
import { StabilityBadge } from '../../widgets/stability-badge'
import { WorstPromptText } from '../stages/worst-prompt-text'
import { BestSection } from './best-section'
import { openPoint, runOfPoint } from './open-point'
import { questionText } from './sweep-data'
import { computedText, memberStateText, sourceText, STATE_TEXT, STEP_TEXT } from './sweep-states'

/** The selected circuit, its runs, and the sweep as a whole. */
export function SweepInspector({ detail }: { detail: SweepDetail }) {
  const selected = useSweepChoice((choice) => choice.point)
  const point = selected === null ? undefined : detail.points[selected]
  return (
    <>
      {point ? (
        <PointFacts point={point} detail={detail} />
      ) : (
        <Section title="Circuit">
          <p className="nothing">
            Click a point or a row: its circuit, its runs and its numbers are shown here.
          </p>
        </Section>
      )}
      <BestSection key={detail.summary.id} detail={detail} />
      <SweepFacts detail={detail} />
    </>
  )
}

function PointFacts({ point, detail }: { point: SweepPoint; detail: SweepDetail }) {
  const { members, summary } = detail
  const at = [point.find, point.judge].flatMap((position) => position ?? [])
  const run = runOfPoint(point, detail)
  return (
    <Section title={shownValues(point.values)} hint={FAITHFULNESS_FORMULA}>
      <Facts facts={factsOf(point, detail)} />
      {run && (
        <Actions>
          <GoTo
            view="discover"
            along="with this circuit"
            hint="Shows the circuit as a graph"
            isNext
            go={() => void openPoint(point, run, detail.spec)}
          />
          {point.judge !== null && members[point.judge].run && (
            <GoTo
              view="judge"
              hint="Its judgement in full"
              go={() => void openRun(members[point.judge!].run!)}
            />
          )}
        </Actions>
      )}
      {at.map((position) => (
        <MemberLine
          key={position}
          member={members[position]}
          sweep={summary}
          retry={summary.state === 'running' ? null : () => void resumeSweep(summary, { member: position })}
        />
      ))}
    </Section>
  )
}

function factsOf(point: SweepPoint, detail: SweepDetail): [string, ReactNode][] {
  const { edgesTotal, isHeldOut, spec, members } = detail
  const found = point.find === null ? null : members[point.find].run
  const { edges, edgesAfterPruning, measured, train, random, values } = point
  const metric = (values.metric as MetricName | undefined) ?? spec.base.metric
  const total = edgesTotal === null ? '' : ` of ${formatCount(edgesTotal)}`
  const shown = measured ?? train
  const draws = random?.faithfulness
  return [
    edges === null ? ['State', STATE_TEXT[point.state]] : ['Edges kept', `${formatCount(edges)}${total}`],
    ['After pruning', edgesAfterPruning === null ? null : formatCount(edgesAfterPruning)],
    [
      isHeldOut ? 'Faithfulness, held out' : 'Faithfulness',
      measured ? formatFaithfulness(measured.faithfulness) : null,
    ],
    ['Faithfulness, train', train ? formatFaithfulness(train.faithfulness) : null],
    [
      `${formatCount(draws?.length ?? 0)} random circuits`,
      draws?.length ? `${formatPercent(Math.min(...draws))} to ${formatPercent(Math.max(...draws))}` : null,
    ],
    ['KL', shown && formatMetric(shown.kl)],
    [METRIC_LABEL[metric], shown && metric !== 'kl' ? formatMetric(shown.metric) : null],
    ['Worst prompt', worstOf(shown)],
    ['Precision', point.agreement && formatPercent(point.agreement.precision)],
    ['Recall', point.agreement && formatPercent(point.agreement.recall)],
    ['Stability', found && <StabilityBadge key="stability" summary={found} wraps />],
  ]
}

function worstOf(shown: SweptNumbers | null): ReactNode {
  const worst = shown?.worst
  return (
    worst && <WorstPromptText faithfulness={worst.faithfulness} name={namePrompt(worst.clean, worst.row)} />
  )
}

interface MemberLineProps {
  member: SweepMember
  sweep: SweepSummary
  /** null while that cannot be. */
  retry: (() => void) | null
}

function MemberLine({ member, sweep, retry }: MemberLineProps) {
  const { step, run, state, message } = member
  const source = sourceText(member)
  const canRetry = retry !== null && (state === 'failed' || state === 'stopped')
  return (
    <div>
      <p>
        <span className="dim">{STEP_TEXT[step]}</span> {run ? menuTitle(run) : '–'}{' '}
        <span className="dim">{memberStateText(member, sweep)}</span>
      </p>
      {source && <p className="dim">{source}</p>}
      {message && <p className={state === 'failed' ? 'hurts' : 'dim'}>{message}</p>}
      {canRetry && (
        <Button size="compact-xs" variant="default" leftSection={<RotateCw size={11} />} onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

function SweepFacts({ detail }: { detail: SweepDetail }) {
  const { summary, spec, isHeldOut, members } = detail
  const { runs } = summary
  const subject = subjectOf(detail)
  const certificate = members.find(({ run }) => run?.certificate)?.run?.certificate
  return (
    <Section title="This sweep">
      <Facts
        facts={[
          ['Name', summary.name],
          ['Over', questionText(detail)],
          ['Model', subject.model],
          ['Prompts', subject.prompts],
          ['Method', subject.method],
          ['Metric', subject.metric],
          [
            'Judged on',
            !spec.judge ? 'the prompts it was found on' : isHeldOut ? 'held-out prompts' : 'all prompts',
          ],
          ['Runs', `${formatCount(runs.done)} of ${formatCount(runs.total)} done`],
          ['Reused', runs.reused > 0 ? `${formatPlural(runs.reused, 'run')} computed before` : null],
          ['Failed', runs.failed > 0 ? formatPlural(runs.failed, 'run') : null],
          ['Computed', computedText(summary)],
          ['Certificate', certificate?.verdict],
          ['Started', formatWhenInFull(summary.createdAt)],
        ]}
      />
    </Section>
  )
}
