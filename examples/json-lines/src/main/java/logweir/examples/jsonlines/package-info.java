/**
 * To look at if your logs are JSON, one event a line, for a shipper or a search engine: several
 * JVMs write one file, with logstash-logback-encoder or with Logback's own JsonEncoder, and a line
 * stays one line whatever is in the event.
 *
 * <p>{@link logweir.examples.jsonlines.Shop} logs; what makes its events JSON stands in {@code
 * logback-logstash.xml} and {@code logback-json.xml}. {@link logweir.examples.jsonlines.Demo}
 * starts the JVMs and reads each line with a JSON parser.
 */
package logweir.examples.jsonlines;
