/**
 * What the examples share, so that each shows only what it is about: a directory and child JVMs
 * that never outlive the demo, and a count of the lines that came out.
 */
package logweir.examples.support;
