import type { LiveRun } from '../../state/live-run'
import { hasScores } from '../../state/top-edges'
import { ChartPart, PartTitle } from '../../views/discover/bottom-part'
import { ScoresByRank } from '../../views/discover/scores-by-rank'

/** The scores of a file by rank, with where its circuit ends; a file without scores says so. */
export function FileScores({ run }: { run: LiveRun }) {
  return (
    <ChartPart>
      {hasScores(run) ? (
        <ScoresByRank shown={run} />
      ) : (
        <>
          <PartTitle>Scores</PartTitle>
          <p className="nothing">The file has no scores of edges: Judge measures what its circuit keeps.</p>
        </>
      )}
    </ChartPart>
  )
}
