/**
 * The command line: looks at a log's staging area, once or again and again, looks for damage in it,
 * publishes what dead writers left in it, and gives its unused chunks back. Knows the engine, and
 * nothing of any logging framework; {@link logweir.cli.Main} is its door.
 */
package logweir.cli;
