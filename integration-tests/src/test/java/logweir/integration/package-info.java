/** Tests in which real JVMs share one log file, and programs that measure such JVMs. */
package logweir.integration;
