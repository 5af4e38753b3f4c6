package logweir.engine;

import java.time.Duration;

/**
 * What one {@link SharedLog} has done since it was opened: this process's own lines, not those of
 * the others. Each figure only grows. Read without a lock: the figures of a busy log are of about
 * the same time, not of one instant.
 *
 * @param lines lines that it appended, whichever way they went
 * @param bytes bytes of them
 * @param directLines those of them that were a write of their own, past the staging area
 * @param drops lines that had to be given up, because the disk refused them
 * @param blockedLines lines that did not find room in the staging area at once
 * @param blocked how long their calls were held up by it altogether, until they found room, went
 *     past the staging area or were given up; of calls that have returned
 */
public record LogCounts(
    long lines, long bytes, long directLines, long drops, long blockedLines, Duration blocked) {}
