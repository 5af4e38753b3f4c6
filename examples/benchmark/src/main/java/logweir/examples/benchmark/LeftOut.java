package logweir.examples.benchmark;

/** Something that was not measured. */
record LeftOut(String what, String why) {}
