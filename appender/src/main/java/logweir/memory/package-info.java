/**
 * Mapped files: who maps them, and the only code that touches their bytes.
 *
 * <p>{@link logweir.memory.MappedRegion} names each access by its memory order; nothing above this
 * package sees a {@code VarHandle} or a {@code ByteBuffer} index that it did not ask for.
 */
package logweir.memory;
