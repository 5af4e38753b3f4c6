/**
 * To look at if your program has no Logback, or has lines that are no log events: an access log, an
 * audit trail, a journal of orders. Several JVMs append to one file through the engine alone.
 *
 * <p>{@link logweir.examples.engine.AccessLog} is all that one needs: settings, a listener for
 * warnings, append and close. {@link logweir.examples.engine.Server} is an HTTP server that uses
 * it; {@link logweir.examples.engine.Demo} starts two of them and holds their access log against
 * the requests that were answered.
 */
package logweir.examples.engine;
