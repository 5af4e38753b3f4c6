package logweir.examples.benchmark;

import java.util.List;

/** A plot of the report, of figures that belong together, with the table under it. */
enum Panel {
  THROUGHPUT(
      "Throughput",
      "Lines a second of all threads of all JVMs together, from the first call until the last"
          + " line is in its file and every contender has been stopped. More is better.",
      Figure.LINES_PER_SECOND),
  CALLS(
      "Time of a call",
      "How long the caller is held up. At a steady rate, a call's time counts from the moment at"
          + " which it was due, so that a stall is seen in all calls that had to wait behind it."
          + " Flat out it is the time of the call alone. Less is better; the scale is"
          + " logarithmic.",
      Figure.CALL_P50,
      Figure.CALL_P99,
      Figure.CALL_P999,
      Figure.CALL_MAX),
  VISIBLE(
      "Time until visible",
      "From the call (at a steady rate: from when it was due) until another process that polls"
          + " the file finds the whole line in it. Measured in rounds of its own. Less is better;"
          + " the scale is logarithmic.",
      Figure.VISIBLE_P50,
      Figure.VISIBLE_P99,
      Figure.VISIBLE_MAX),
  CPU(
      "Processor time",
      "Seconds of processor time for a million lines, of all threads of all JVMs, compilers and"
          + " garbage collectors included, in steps of 10 ms for each JVM. At a steady rate it"
          + " includes the threads' sleeping and waking between calls, but not their spinning."
          + " Less is better.",
      Figure.CPU_SECONDS),
  SYSTEM_CALLS(
      "System calls",
      "Calls of the kernel for each line, of all threads of all JVMs. Counted by strace in rounds"
          + " of its own, which makes calls much slower, so that flat out more lines gather for"
          + " each call of those that gather. At a steady rate it includes the threads' sleep"
          + " between calls. Less is better.",
      Figure.SYSTEM_CALLS),
  ALLOCATION(
      "Allocation",
      "Bytes that all Java threads allocate on the heap for each line, the message itself"
          + " included. Less is better.",
      Figure.ALLOCATED_BYTES);

  private final String title;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
  private final List<Figure> figures;

  Panel(String title, String meaning, Figure... figures) {
    this.title = title;
    this.meaning = meaning;
    this.figures = List.of(figures);
  }

  String title() {
    return title;
  }

  /** What the figures mean, in a few sentences. */
  String meaning() {
    return meaning;
  }

  List<Figure> figures() {
    return figures;
  }

  /** Whether its figures lie too far apart for a scale that begins at zero. */
  boolean isLogarithmic() {
    return figures.size() > 1;
  }

  /** Whether it says anything of that case. */
  boolean isOf(Summary summary) {
    // At a rate that all can keep, their throughput is that rate.
    return (this != THROUGHPUT || summary.what().isFlatOut())
        && summary.rows().stream().anyMatch(row -> row.figure(figures.get(0)).isPresent());
  }
}
