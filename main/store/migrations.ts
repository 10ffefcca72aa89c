import type Sqlite from 'better-sqlite3'
import { renamePlaces } from './rename-places'

/**
 * "PBAY": marks the file as ours, so that another program's database is refused, not filled with our tables.
 */
export const APPLICATION_ID = 0x50424159

/** SQL, or what SQL cannot express; either way in a transaction. */
export type Migration = string | ((sqlite: Sqlite.Database) => void)

/**
 * One step per version of the store; step i brings `user_version` from i to i + 1. Steps that were
 * released are never edited: add one.
 *
 * `runs.owner` and `runs.deleted_by` name a lease (before version 6 a process, see host/process/process-identity.ts). `number` is
 * AUTOINCREMENT so that no number is given twice, even after a purge. One journal row holds a batch
 * of decisions as columns of little-endian typed arrays: 32,491 decisions are some dozens of rows.
 */
export const MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    state TEXT NOT NULL,
    method TEXT NOT NULL,
    model TEXT NOT NULL,
    model_name TEXT NOT NULL,
    prompts_name TEXT NOT NULL,
    prompt_count INTEGER NOT NULL,
    metric TEXT NOT NULL,
    metric_sense INTEGER NOT NULL,
    threshold REAL NOT NULL,
    test_order TEXT NOT NULL,
    absolute INTEGER NOT NULL,
    edges_total INTEGER NOT NULL,
    edges_decided INTEGER NOT NULL DEFAULT 0,
    edges_kept INTEGER NOT NULL DEFAULT 0,
    tests_run INTEGER NOT NULL DEFAULT 0,
    borderline INTEGER NOT NULL DEFAULT 0,
    metric_initial REAL,
    metric_final REAL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    elapsed_ms REAL NOT NULL DEFAULT 0,
    message TEXT,
    d_model INTEGER NOT NULL,
    shape TEXT NOT NULL,
    config TEXT,
    provenance TEXT,
    measurements TEXT,
    scores BLOB,
    owner TEXT,
    deleted_by TEXT
  ) STRICT;

  CREATE TABLE journal (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    edge BLOB NOT NULL,
    metric BLOB NOT NULL,
    delta BLOB NOT NULL,
    kept BLOB NOT NULL,
    reason BLOB NOT NULL,
    effect_edge BLOB NOT NULL,
    effect BLOB NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT;

  CREATE TABLE models (
    path TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    architecture TEXT NOT NULL,
    edge_count INTEGER NOT NULL,
    opened_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE prompt_sets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    bos TEXT NOT NULL,
    rows TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  `,
  // Methods besides ACDC: threshold and order may be missing, runs have a direction, and what they found is
  // one blob. SQLite cannot loosen a column, so the table is made again; its counter goes with it.
  `
  CREATE TABLE runs_of_any_method (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    state TEXT NOT NULL,
    method TEXT NOT NULL,
    model TEXT NOT NULL,
    model_name TEXT NOT NULL,
    prompts_name TEXT NOT NULL,
    prompt_count INTEGER NOT NULL,
    metric TEXT NOT NULL,
    metric_sense INTEGER NOT NULL,
    threshold REAL,
    test_order TEXT,
    absolute INTEGER NOT NULL,
    edges_total INTEGER NOT NULL,
    edges_decided INTEGER NOT NULL DEFAULT 0,
    edges_kept INTEGER NOT NULL DEFAULT 0,
    tests_run INTEGER NOT NULL DEFAULT 0,
    borderline INTEGER NOT NULL DEFAULT 0,
    metric_initial REAL,
    metric_final REAL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    elapsed_ms REAL NOT NULL DEFAULT 0,
    message TEXT,
    d_model INTEGER NOT NULL,
    shape TEXT NOT NULL,
    config TEXT,
    provenance TEXT,
    measurements TEXT,
    scores BLOB,
    owner TEXT,
    deleted_by TEXT,
    direction TEXT
  ) STRICT;
  INSERT INTO runs_of_any_method
    SELECT number, id, name, tags, state, method, model, model_name, prompts_name, prompt_count, metric,
      metric_sense, iif(method = 'import', NULL, threshold), iif(method = 'import', NULL, test_order), absolute,
      edges_total, edges_decided, edges_kept, tests_run, borderline, metric_initial, metric_final, created_at,
      finished_at, elapsed_ms, message, d_model, shape, config, provenance, measurements, scores, owner,
      deleted_by, iif(method = 'import', NULL, 'noising')
    FROM runs;
  DELETE FROM sqlite_sequence WHERE name = 'runs_of_any_method';
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'runs_of_any_method', seq FROM sqlite_sequence WHERE name = 'runs';
  DROP TABLE runs;
  ALTER TABLE runs_of_any_method RENAME TO runs;

  CREATE TABLE results (
    run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    format INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  `,
  // Settings by name, each a JSON value; and what each run was computed with, NULL where that was not recorded.
  `
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  ALTER TABLE runs ADD COLUMN settings TEXT;
  `,
  // What the scores of an imported circuit are. Until now only the metric's sense was kept of what its file said, not
  // the direction: so these are asked about. A circuit without scores had one NaN for each edge.
  `
  ALTER TABLE runs ADD COLUMN imported_scores TEXT;
  UPDATE runs SET imported_scores = '{"meaning":null,"saidBy":"person"}'
    WHERE method = 'import' AND scores IS NOT NULL AND replace(hex(scores), '000000000000F87F', '') <> '';
  `,
  // How much of the behaviour the circuit of a run keeps, beside its metric: lists of runs show it, and do not read
  // whole measurements. These are in the form of devalue: values by their index, the first holds the keys' indices.
  `
  ALTER TABLE runs ADD COLUMN faithfulness REAL;
  UPDATE runs SET faithfulness =
      json_extract(measurements, '$[' || json_extract(measurements, '$[0].faithfulness') || ']')
    WHERE iif(json_valid(measurements), json_extract(measurements, '$[0].faithfulness') >= 0, 0);
  `,
  // Who computes runs of this store, on whatever machine; and since when each run's owner has had it.
  `
  CREATE TABLE leases (
    id TEXT PRIMARY KEY,
    beat INTEGER NOT NULL,
    host TEXT NOT NULL,
    process TEXT
  ) STRICT;
  ALTER TABLE runs ADD COLUMN owned_at INTEGER;
  `,
  // What was said when the rows of a prompt set were read from a file.
  `
  ALTER TABLE prompt_sets ADD COLUMN notes TEXT;
  `,
  renamePlaces,
  // More of TransformerLens's models than those without MLPs can be opened.
  `
  UPDATE models SET architecture = 'transformer-lens' WHERE architecture = 'attention-only';
  `,
  // Load certificates of models, by all that they depend on; and of each run's model as it was when the run began.
  `
  CREATE TABLE certificates (
    model_hash TEXT NOT NULL,
    reference_hash TEXT NOT NULL,
    certificate TEXT NOT NULL,
    PRIMARY KEY (model_hash, reference_hash)
  ) STRICT;
  ALTER TABLE runs ADD COLUMN certificate TEXT;
  `,
  // What the files of models are, by their stamp: large weights are read through once.
  `
  CREATE TABLE identities (
    stamp TEXT PRIMARY KEY,
    identity TEXT NOT NULL
  ) STRICT;
  `,
  // What is chosen for a prompt set as a whole: the reading of its answers, its split, labels, and how it was made.
  `
  ALTER TABLE prompt_sets ADD COLUMN choices TEXT;
  `,
  // How the columns of tables of prompts were named, by the columns.
  `
  CREATE TABLE column_mappings (
    columns TEXT PRIMARY KEY,
    mapping TEXT NOT NULL
  ) STRICT;
  `,
  // What people say that nodes of models do, by all that the model is: copies of it share them.
  `
  CREATE TABLE roles (
    model_hash TEXT NOT NULL,
    node TEXT NOT NULL,
    label TEXT NOT NULL,
    role TEXT,
    colour TEXT NOT NULL,
    evidence TEXT NOT NULL,
    prompts_name TEXT NOT NULL,
    PRIMARY KEY (model_hash, node)
  ) STRICT;
  `,
  // What people write about runs; by what a run differs from others of its method, and what it found, for lists of runs. Older
  // runs have neither of the two.
  `
  ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
  ALTER TABLE runs ADD COLUMN variant TEXT;
  ALTER TABLE runs ADD COLUMN outcome TEXT;
  `,
  // Sweeps: many runs as one question. A member is known by its position in the plan that its specification gives; what
  // became of it is in its run. `configuration` is the hash of all that determines the result of a run, NULL where that
  // was not recorded.
  `
  ALTER TABLE runs ADD COLUMN configuration TEXT;
  CREATE INDEX runs_by_configuration ON runs (configuration);

  CREATE TABLE sweeps (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    spec TEXT NOT NULL,
    settings TEXT NOT NULL,
    model_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    message TEXT,
    owner TEXT,
    deleted_by TEXT
  ) STRICT;

  CREATE TABLE sweep_members (
    sweep_id TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    configuration TEXT,
    run_id TEXT,
    source TEXT,
    message TEXT,
    PRIMARY KEY (sweep_id, position)
  ) STRICT;
  `,
  // What computes the runs of a sweep, and what another Patchbay has asked of the one that does.
  `
  ALTER TABLE sweeps ADD COLUMN computer TEXT NOT NULL DEFAULT 'here';
  ALTER TABLE sweeps ADD COLUMN asked TEXT;
  `,
  // How alike the circuits of sweeps are, one row for each question, and which runs found them.
  `
  CREATE TABLE stabilities (
    sweep_id TEXT NOT NULL,
    question TEXT NOT NULL,
    measured_at INTEGER NOT NULL,
    stability TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (sweep_id, question)
  ) STRICT;

  CREATE TABLE stability_runs (
    run_id TEXT NOT NULL,
    sweep_id TEXT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (run_id, sweep_id, question)
  ) STRICT;
  `,
  // Where a sweep was written to be computed from.
  `
  ALTER TABLE sweeps ADD COLUMN folder TEXT;
  `,
]
