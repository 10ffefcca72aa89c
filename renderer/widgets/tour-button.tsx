import { Button } from '@mantine/core'
import { Footprints } from 'lucide-react'
import { startTour, useHasTour, useTour } from '../state/tour'

/** Begins the guided tour, or goes on with it; nothing while it is on screen, or where there is no sample for it. */
export function TourButton({ size, onStart }: { size: string; onStart?: () => void }) {
  const { isOpen, step } = useTour()
  const hasTour = useHasTour()
  if (isOpen || !hasTour) return null
  return (
    <Button
      size={size}
      variant="default"
      leftSection={<Footprints size={14} aria-hidden />}
      title="In twelve short steps from a question to a found, judged and explained circuit, on the trained sample"
      onClick={() => {
        onStart?.()
        void startTour()
      }}
    >
      {step === null ? 'Take the tour' : 'Go on with the tour'}
    </Button>
  )
}
