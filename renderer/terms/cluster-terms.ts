import type { Term } from './term'

/** Where sweeps are computed besides this machine. */
export const CLUSTER_TERMS = {
  redis: {
    words: ['Redis'],
    text: 'A server that keeps a queue: this Patchbay puts the runs of a sweep into it, and workers take them out. Models are never sent.',
    doc: ['cluster', 'workers-on-redis'],
  },
  worker: {
    words: ['Worker', 'Workers'],
    text: 'A Patchbay on some machine that computes runs that were asked for elsewhere, one after another. Where one dies, another goes on from what it had decided.',
    doc: ['cluster', 'workers-on-redis'],
  },
  slurm: {
    words: ['Slurm', 'Array script'],
    text: 'A scheduler of clusters. A sweep is written into a folder that all machines share, with a script whose tasks compute one circuit each; nothing else has to run.',
    doc: ['cluster', 'slurm-or-any-scheduler-with-arrays'],
  },
} satisfies Record<string, Term>
