package logweir.integration.harness;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which lines of one thread have been seen, and where some were passed over. */
final class SourceHistory {
  private static final int PASSED_OVER_TOLD = 64;
  private static final int RANGES_TOLD = 4;

  private final BitSet seen = new BitSet();
  private final List<PassedOver> passedOver = new ArrayList<>();
  private int highest = -1;

  enum Arrival {
    IN_ORDER,
    REPEATED,
    OUT_OF_ORDER
  }

  Arrival arrive(int sequence, long offset) {
    if (seen.get(sequence)) {
      return Arrival.REPEATED;
    }
    seen.set(sequence);
    if (sequence < highest) {
      return Arrival.OUT_OF_ORDER;
    }
    if (sequence > highest + 1 && passedOver.size() < PASSED_OVER_TOLD) {
      passedOver.add(new PassedOver(highest + 1, sequence, offset));
    }
    highest = sequence;
    return Arrival.IN_ORDER;
  }

  int highest() {
    return highest;
  }

  /** Takes for seen what should have come before the first one that was, or up to the bound. */
  void forgiveFirst(int bound) {
    int first = seen.nextSetBit(0);
    seen.set(0, first < 0 ? bound : first);
  }

  /** How many of the sequences below the bound have not been seen. */
  int missingBelow(int bound) {
    return bound - seen.get(0, bound).cardinality();
  }

  /** The missing sequences as ranges, and which line came instead. */
  String describeMissingBelow(int bound) {
    StringBuilder text = new StringBuilder();
    int from = seen.nextClearBit(0);
    for (int ranges = 0; from < bound; ranges++) {
      if (ranges == RANGES_TOLD) {
        return text.append(", ...").toString();
      }
      int next = seen.nextSetBit(from);
      int to = next < 0 ? bound : Math.min(next, bound);
      text.append(ranges == 0 ? "" : ", ").append(from).append(" to ").append(to - 1);
      text.append(place(from));
      from = seen.nextClearBit(to);
    }
    return text.toString();
  }

  private String place(int sequence) {
    if (sequence > highest) {
      return " (after its last line)";
    }
    return passedOver.stream()
        .filter(gap -> gap.from <= sequence && sequence < gap.to)
        .findFirst()
        .map(gap -> " (sequence " + gap.to + " follows at offset " + gap.offset + ")")
        .orElse("");
  }

  private record PassedOver(int from, int to, long offset) {}
}
