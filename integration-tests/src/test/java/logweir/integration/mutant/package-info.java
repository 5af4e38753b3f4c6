/**
 * Checks the checks: breaks the engine in ways that the fault tests exist for, one at a time, and
 * runs the test that has to notice. Run by
 *
 * <pre>
 *   mvn -B -Pmutants -DskipTests -pl integration-tests -am verify
 * </pre>
 */
package logweir.integration.mutant;
