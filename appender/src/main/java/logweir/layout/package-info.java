/**
 * What stands where in the control file: constants, diagrams, address arithmetic, and views that
 * name each field together with the memory order of its access. FORMAT.md tells the same in prose;
 * a test holds the two against each other.
 */
package logweir.layout;
