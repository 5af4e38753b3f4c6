/** What tests need of the engine's inside: it stops processes at the engine's failpoints. */
package logweir.engine;
