package logweir.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where rolled files of a log go, and what becomes of them. Names and contents only: which file is
 * moved when, and that no archive is overwritten or lost on the way, is the engine's business.
 *
 * <p>The holder of the publisher lock asks for names and indexes, and lines wait for the answer.
 * What is done with archives may take long: it is done beside publishing, by the holder of the tidy
 * lock. Thread-safe.
 */
public interface Archives {
  /** {@link #windowSize} of archives that keep their names. */
  int NO_WINDOW = 0;

  /**
   * {@return how many archives there are at most, if each moves on by one place when a file is
   * rolled and the last one falls out; {@link #NO_WINDOW} if each keeps its name}
   */
  int windowSize();

  /**
   * {@return the name of an archive before it is compressed, absolute} The same arguments give the
   * same name; different indexes give different ones. Its directory need not exist.
   *
   * @param periodMillis a moment of the period that the file's lines are from; of no matter in a
   *     window
   * @param index from 0 on: the number of the file within its period, or its place in the window
   */
  Path path(long periodMillis, int index);

  /**
   * {@return the index for the next file of a period} Without a window: the first one behind those
   * of all archives that are there, for which a directory is listed; in a window always 0.
   *
   * @param periodMillis a moment of the period
   * @throws IOException if that cannot be told; rolling is put off
   */
  int nextIndex(long periodMillis) throws IOException;

  /**
   * {@return whether the log file gets its archive's name with its first line already, as a second
   * one; not in a window}
   */
  boolean namesPresentFile();

  /**
   * {@return what the names of compressed archives have at the end, {@code .gz} say; empty: none
   * are}
   */
  String compressedSuffix();

  /**
   * Writes an archive's contents, compressed, to a file that does not exist yet.
   *
   * @param source another name of the archive, made for this; it may be removed
   * @param target the same with {@link #compressedSuffix}
   * @param name the archive's own, {@link #path} without directory
   * @throws IOException if the target may not be whole; it may be there nevertheless
   */
  void compress(Path source, Path target, String name) throws IOException;

  /**
   * {@return the archives that are not compressed yet, in the order in which they were rolled,
   * without the present file}
   *
   * @throws IOException if that cannot be told; it is tried again later
   */
  List<Path> uncompressed() throws IOException;

  /**
   * Removes archives that are too old or too many. Two processes may be at it at the same time.
   *
   * @param nowMillis the wall clock
   * @throws IOException if not all could be removed; it is tried again later
   */
  void removeOld(long nowMillis) throws IOException;

  /** {@return whether {@link #removeOld} is called when the first process opens the log, too} */
  boolean removesOldAtStart();
}
