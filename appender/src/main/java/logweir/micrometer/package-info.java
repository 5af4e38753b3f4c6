/**
 * The figures of {@link logweir.logback.MmapSharedAppender} as meters of Micrometer, for
 * applications that have it: {@link logweir.micrometer.LogweirMetrics}. Nothing else refers to this
 * package, so that nobody needs Micrometer for it.
 */
package logweir.micrometer;
