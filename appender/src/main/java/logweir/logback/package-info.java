/**
 * The Logback side: {@link logweir.logback.MmapSharedAppender} turns events into lines and hands
 * them to a {@link logweir.engine.SharedLog}. The settings, their check, and every Status are here;
 * how lines of many processes come into one file is the engine's business.
 */
package logweir.logback;
