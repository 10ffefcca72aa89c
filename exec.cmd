@rem `exec` in the npm scripts lets a signal sent to npm reach the program (sh would keep it). Windows has none: this is it.
@%*
