/**
 * The engine: many processes append lines to one regular log file through a staging area of two
 * mapped files. It knows nothing of any logging framework; {@link logweir.engine.SharedLog} is its
 * door.
 *
 * <p>The words that are used everywhere:
 *
 * <dl>
 *   <dt>position
 *   <dd>an ever-growing offset in the stream of all lines
 *   <dt>cursor
 *   <dd>the next free position
 *   <dt>published
 *   <dd>everything before it is in the log file, or was given up on
 *   <dt>chunk
 *   <dd>a piece of the chunks file; the ring maps logical chunks to physical ones
 *   <dt>writer
 *   <dd>one attached appender of one JVM; it has a slot in the control file
 *   <dt>lane
 *   <dd>a word pair of a slot that says what one thread is doing
 *   <dt>reserve, copy, commit
 *   <dd>what a thread does with a line: move the cursor, copy the bytes, free the lane
 *   <dt>publish
 *   <dd>write what is committed to the log file; whoever holds the publisher lock does it
 *   <dt>intent
 *   <dd>the record of the batch being written, from which a successor completes it
 *   <dt>reclaim
 *   <dd>settle the lanes that a dead writer left behind
 * </dl>
 */
package logweir.engine;
