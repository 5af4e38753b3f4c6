package logweir.examples.manyjvms;

/** What the demo logs through, and how many lines it takes to keep it busy for a while. */
enum Appender {
  LOGWEIR("MmapSharedAppender", "logback.xml", 1),
  FILE("FileAppender", "logback-file.xml", 3),
  PRUDENT("FileAppender, prudent", "logback-prudent.xml", 15);

  private final String title;
  private final String configuration;
  private final int slowness;

  Appender(String title, String configuration, int slowness) {
    this.title = title;
    this.configuration = configuration;
    this.slowness = slowness;
  }

  String title() {
    return title;
  }

  /** The resource with its Logback configuration. */
  String configuration() {
    return configuration;
  }

  /** How many lines take it about as long as the given number takes the fastest one. */
  int scale(int lines) {
    return Math.max(1, lines / slowness);
  }
}
