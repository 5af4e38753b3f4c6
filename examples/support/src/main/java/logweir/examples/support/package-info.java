/**
 * What the small examples share, so that each shows only what it is about: child JVMs that never
 * outlive the demo, and a count of the lines that came out.
 */
package logweir.examples.support;
