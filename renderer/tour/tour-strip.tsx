import { ActionIcon, Button, Loader } from '@mantine/core'
import { ArrowLeft, ArrowRight, Crosshair, Play, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import {
  beginTour,
  endTour,
  leaveTour,
  moveTour,
  TOUR_STEPS,
  useIsTourOpen,
  useTour,
  type TourStepId,
} from '../state/tour'
import { VIEW_LABEL } from '../state/view-label'
import { useHost } from '../state/host'
import { showView, type ViewName } from '../state/workbench'
import { useTourFacts } from './facts'
import { focusTarget, usePointedAt } from './pointed-at'
import { TOUR, type TourStep } from './steps'
import styles from './tour-strip.module.css'

/** Under the header: the step of the tour, what it asks for or found, and the ways on. Nothing is blocked by it. */
export function TourStrip() {
  const { isOpen, step } = useTour()
  const isReady = useHost((state) => state.info !== null)
  if (!isOpen || step === null || !isReady) return null
  return (
    <section aria-label="Tour" className={styles.strip} data-tour-strip>
      <Open id={step} />
    </section>
  )
}

function Open({ id }: { id: TourStepId }) {
  const isHere = useIsTourOpen()
  if (!isHere) return <Elsewhere />
  return <Step id={id} />
}

/** Another model was opened meanwhile. */
function Elsewhere() {
  return (
    <>
      <p className={styles.text} role="status">
        <b>Tour</b> Another model is open. The tour is about the trained sample and begins again with it; what
        it found so far is in Runs.
      </p>
      <div className={styles.ways}>
        <Button size="compact-sm" variant="default" onClick={() => void beginTour()}>
          Open the sample again
        </Button>
        <LeaveButton />
      </div>
    </>
  )
}

function Step({ id }: { id: TourStepId }) {
  const step = TOUR[id]
  const number = TOUR_STEPS.indexOf(id)
  const next = TOUR_STEPS[number + 1] as TourStepId | undefined
  const facts = useTourFacts()
  const seen = step.seen(facts)
  const isDone = seen !== null
  const selectors = targetsOf(step, facts.view, isDone, next ? TOUR[next].view : step.view)
  usePointedAt(selectors)
  useFollowing(isDone, step.view, next, facts.view)
  const isRunning = facts.running !== null && facts.running === id
  return (
    <>
      <p className={styles.text} role="status">
        <b>
          <span className={styles.number}>
            {number + 1} of {TOUR_STEPS.length}
          </span>{' '}
          {step.title}
        </b>{' '}
        {seen ??
          (facts.view === step.view ? step.task : `This step is in ${VIEW_LABEL[step.view]}. ${step.task}`)}
      </p>
      <div className={styles.ways}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Step before"
          data-disabled={number === 0 || undefined}
          aria-disabled={number === 0}
          onClick={() => moveTour(-1)}
        >
          <ArrowLeft size={15} />
        </ActionIcon>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<Crosshair size={13} aria-hidden />}
          data-disabled={selectors.length === 0 || undefined}
          aria-disabled={selectors.length === 0}
          onClick={() => focusTarget(selectors)}
        >
          Show me
        </Button>
        <Onward key={id} step={step} next={next} isDone={isDone} isRunning={isRunning} facts={facts} />
        <LeaveButton />
      </div>
    </>
  )
}

interface OnwardProps {
  step: TourStep
  next: TourStepId | undefined
  isDone: boolean
  isRunning: boolean
  facts: ReturnType<typeof useTourFacts>
}

/** Does the step, or goes on from it: one button for both, which keeps the focus. */
function Onward({ step, next, isDone, isRunning, facts }: OnwardProps) {
  const [isActing, setActing] = useState(false)
  const isBusy = isActing || isRunning
  if (!isDone) {
    const act = async () => {
      setActing(true)
      await step.act?.(facts)
      setActing(false)
    }
    const isWaiting = isBusy || !step.act
    return (
      // Not Mantine's `loading`, which would take the focus away.
      <Button
        size="compact-sm"
        variant="default"
        leftSection={isWaiting ? <Loader size={12} aria-hidden /> : <Play size={12} aria-hidden />}
        aria-disabled={isWaiting}
        onClick={() => !isWaiting && void act()}
      >
        {isWaiting ? 'Working…' : 'Do it for me'}
      </Button>
    )
  }
  if (!next) {
    return (
      <Button size="compact-sm" onClick={endTour}>
        Finish
      </Button>
    )
  }
  const go = () => {
    moveTour(1)
    if (facts.view !== TOUR[next].view) (TOUR[next].enter ?? (() => showView(TOUR[next].view)))(facts)
  }
  return (
    <Button
      size="compact-sm"
      variant="light"
      rightSection={<ArrowRight size={13} aria-hidden />}
      onClick={go}
    >
      Next: {TOUR[next].view === step.view ? TOUR[next].title : VIEW_LABEL[TOUR[next].view]}
    </Button>
  )
}

function LeaveButton() {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label="Leave the tour"
      title="Leave; Help and the palette take it up again"
      onClick={leaveTour}
    >
      <X size={15} />
    </ActionIcon>
  )
}

/** What is pointed at: the way to the step's view, what it asks for, or the way on. */
function targetsOf(step: TourStep, view: ViewName, isDone: boolean, nextView: ViewName): readonly string[] {
  if (isDone && nextView !== view) return wayTo(nextView)
  if (!isDone && step.view !== view) return wayTo(step.view)
  // Not at what would do it again.
  if (isDone && step.act) return []
  return step.target
}

const wayTo = (view: ViewName) => [
  `nav[aria-label="Next step"] [data-view="${view}"]`,
  `nav[aria-label="Views"] [data-view="${view}"]`,
]

/** Whoever goes on by the road is followed: the step is done, and the view of the next one was opened from its own. */
function useFollowing(isDone: boolean, from: ViewName, next: TourStepId | undefined, view: ViewName): void {
  const to = next && TOUR[next].view
  useEffect(() => {
    if (isDone && to !== undefined && to !== from && view === to) moveTour(1)
  }, [isDone, from, to, view])
}
