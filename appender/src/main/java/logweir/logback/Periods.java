package logweir.logback;

import ch.qos.logback.core.rolling.helper.RollingCalendar;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.LongFunction;

/**
 * The periods of a date pattern, as Logback's RollingCalendar tells them. Thread-safe: that is a
 * mutable calendar, so it is copied for each question.
 *
 * <p>Up to half a day the periods are computed here: in the hour before clocks are set back,
 * RollingCalendar takes a moment for the one of the same name an hour later, and gives a period of
 * more than an hour where a minute or a second was meant; and on that day its half is at eleven.
 */
final class Periods {
  private static final int MAX_SAME_NAMES = 100;

  private final RollingCalendar calendar;
  private final ZoneId zone;
  private final Optional<ChronoUnit> unit; // empty: a day or longer
  private final LongFunction<?> nameAt;

  /**
   * @param zone of the dates in names
   * @param nameAt gives the first name of an archive of a moment
   */
  Periods(String datePattern, ZoneId zone, LongFunction<?> nameAt) {
    this.calendar =
        new RollingCalendar(datePattern, TimeZone.getTimeZone(zone), Locale.getDefault());
    this.zone = zone;
    this.unit = unitOf(calendar);
    this.nameAt = nameAt;
  }

  /**
   * See {@link logweir.engine.RollPolicy#periodEndMillis}. Goes on to the next end while the name
   * stays the same, as it does for an hour that is repeated.
   */
  long endMillis(long millis) {
    long end = firstEnd(millis);
    Object name = nameAt.apply(millis);
    for (int i = 0; i < MAX_SAME_NAMES && (end <= millis || nameAt.apply(end).equals(name)); i++) {
      end = laterEnd(end);
    }
    return end;
  }

  private long firstEnd(long millis) {
    if (unit.filter(u -> u == ChronoUnit.HALF_DAYS).isPresent()) {
      return laterEnd(millis);
    }
    return unit.map(u -> millis(at(millis).truncatedTo(u).plus(1, u)))
        .orElseGet(() -> next(millis));
  }

  // By what the clock shows: noon is noon, and it may be set back by a part of the unit.
  private long laterEnd(long end) {
    return unit.map(
            u -> {
              LocalDateTime shown = at(end).toLocalDateTime().truncatedTo(u).plus(1, u);
              return millis(ZonedDateTime.ofLocal(shown, zone, at(end).getOffset()));
            })
        .orElseGet(() -> next(end));
  }

  private long next(long millis) {
    RollingCalendar copy = (RollingCalendar) calendar.clone();
    return copy.getNextTriggeringDate(Instant.ofEpochMilli(millis)).toEpochMilli();
  }

  private ZonedDateTime at(long millis) {
    return Instant.ofEpochMilli(millis).atZone(zone);
  }

  private static long millis(ZonedDateTime time) {
    return time.toInstant().toEpochMilli();
  }

  private static Optional<ChronoUnit> unitOf(RollingCalendar calendar) {
    return switch (calendar.getPeriodicityType()) {
      case TOP_OF_MILLISECOND -> Optional.of(ChronoUnit.MILLIS);
      case TOP_OF_SECOND -> Optional.of(ChronoUnit.SECONDS);
      case TOP_OF_MINUTE -> Optional.of(ChronoUnit.MINUTES);
      case TOP_OF_HOUR -> Optional.of(ChronoUnit.HOURS);
      case HALF_DAY -> Optional.of(ChronoUnit.HALF_DAYS); // from Logback 1.6 on
      default -> Optional.empty();
    };
  }
}
