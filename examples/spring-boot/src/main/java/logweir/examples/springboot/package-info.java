/**
 * A service of which several instances run on one host and log to one file, as {@code
 * logback-spring.xml} tells them to.
 */
package logweir.examples.springboot;
