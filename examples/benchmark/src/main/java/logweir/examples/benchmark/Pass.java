package logweir.examples.benchmark;

/** What a round is for. What would disturb the others' figures is measured in rounds of its own. */
enum Pass {
  /** Lets the compilers do their work; its figures are thrown away. */
  WARM_UP,
  /** Throughput, times of calls, processor time, allocation. */
  MEASURED,
  /** With a reader that polls the file. */
  VISIBILITY,
  /** With all threads traced. */
  SYSTEM_CALLS
}
