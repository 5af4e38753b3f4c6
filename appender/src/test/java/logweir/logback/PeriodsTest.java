package logweir.logback;

import static ch.qos.logback.core.rolling.helper.PeriodicityType.HALF_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.rolling.helper.RollingCalendar;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodsTest {
  private final Locale locale = Locale.getDefault();

  @BeforeEach
  void startWeeksOnMondays() {
    Locale.setDefault(Locale.GERMANY);
  }

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(locale);
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd_HH-mm-ss-SSS, 2026-06-15T10:20:30.500+02:00, 2026-06-15T10:20:30.501+02:00",
    "yyyy-MM-dd_HH-mm-ss, 2026-06-15T10:20:30.500+02:00, 2026-06-15T10:20:31+02:00",
    "yyyy-MM-dd_HH-mm, 2026-06-15T10:20:30+02:00, 2026-06-15T10:21:00+02:00",
    "yyyy-MM-dd_HH-mm, 2026-06-15T23:59:59.999+02:00, 2026-06-16T00:00:00+02:00",
    "yyyy-MM-dd_HH, 2026-06-15T10:20:30+02:00, 2026-06-15T11:00:00+02:00",
    "yyyy-MM-dd_HH, 2026-06-15T11:00:00+02:00, 2026-06-15T12:00:00+02:00",
    "yyyy-MM-dd-hh-a, 2026-06-15T10:20:30+02:00, 2026-06-15T11:00:00+02:00",
    "yyyy-MM-dd, 2026-06-15T10:20:30+02:00, 2026-06-16T00:00:00+02:00",
    "yyyy-MM-dd, 2026-06-16T00:00:00+02:00, 2026-06-17T00:00:00+02:00",
    "YYYY-ww, 2026-06-17T10:20:30+02:00, 2026-06-22T00:00:00+02:00",
    "YYYY-ww, 2026-12-31T10:20:30+01:00, 2027-01-04T00:00:00+01:00",
    "yyyy-MM, 2026-06-15T10:20:30+02:00, 2026-07-01T00:00:00+02:00",
    "yyyy-MM, 2026-12-31T23:59:59+01:00, 2027-01-01T00:00:00+01:00"
  })
  void shouldEndWithTheDatesUnit(String datePattern, String moment, String end) {
    assertThat(endOf(datePattern, "Europe/Berlin", moment)).isEqualTo(instant(end));
  }

  @ParameterizedTest
  @CsvSource({
    // 02:00 to 03:00 comes twice
    "yyyy-MM-dd_HH-mm-ss, 2026-10-25T02:30:10.500+02:00, 2026-10-25T02:30:11+02:00",
    "yyyy-MM-dd_HH-mm-ss, 2026-10-25T02:59:59.500+02:00, 2026-10-25T02:00:00+01:00",
    "yyyy-MM-dd_HH-mm-ss, 2026-10-25T02:30:10.500+01:00, 2026-10-25T02:30:11+01:00",
    "yyyy-MM-dd_HH-mm, 2026-10-25T02:30:10+02:00, 2026-10-25T02:31:00+02:00",
    "yyyy-MM-dd_HH-mm, 2026-10-25T02:59:10+02:00, 2026-10-25T02:00:00+01:00",
    "yyyy-MM-dd_HH-mm, 2026-10-25T02:30:10+01:00, 2026-10-25T02:31:00+01:00",
    "yyyy-MM-dd_HH, 2026-10-25T01:30:00+02:00, 2026-10-25T02:00:00+02:00",
    "yyyy-MM-dd_HH, 2026-10-25T02:00:00+02:00, 2026-10-25T03:00:00+01:00",
    "yyyy-MM-dd_HH, 2026-10-25T02:30:00+02:00, 2026-10-25T03:00:00+01:00",
    "yyyy-MM-dd_HH, 2026-10-25T02:30:00+01:00, 2026-10-25T03:00:00+01:00",
    "yyyy-MM-dd, 2026-10-25T02:30:00+02:00, 2026-10-26T00:00:00+01:00",
    "yyyy-MM-dd, 2026-10-25T02:30:00+01:00, 2026-10-26T00:00:00+01:00",
    "YYYY-ww, 2026-10-25T02:30:00+02:00, 2026-10-26T00:00:00+01:00",
    "yyyy-MM, 2026-10-25T02:30:00+02:00, 2026-11-01T00:00:00+01:00",
    // 02:00 to 03:00 does not come
    "yyyy-MM-dd_HH-mm-ss, 2026-03-29T01:59:59.500+01:00, 2026-03-29T03:00:00+02:00",
    "yyyy-MM-dd_HH-mm, 2026-03-29T01:59:30+01:00, 2026-03-29T03:00:00+02:00",
    "yyyy-MM-dd_HH, 2026-03-29T01:30:00+01:00, 2026-03-29T03:00:00+02:00",
    "yyyy-MM-dd, 2026-03-29T01:30:00+01:00, 2026-03-30T00:00:00+02:00",
    "YYYY-ww, 2026-03-29T01:30:00+01:00, 2026-03-30T00:00:00+02:00",
    "yyyy-MM, 2026-03-29T01:30:00+01:00, 2026-04-01T00:00:00+02:00"
  })
  void shouldFollowAChangeOfTheClocks(String datePattern, String moment, String end) {
    assertThat(endOf(datePattern, "Europe/Berlin", moment)).isEqualTo(instant(end));
  }

  @ParameterizedTest
  @CsvSource({
    // half an hour comes twice: 01:30 to 02:00
    "2026-04-05T01:10:00+11:00, 2026-04-05T02:00:00+10:30",
    "2026-04-05T01:45:00+11:00, 2026-04-05T02:00:00+10:30",
    "2026-04-05T01:45:00+10:30, 2026-04-05T02:00:00+10:30"
  })
  void shouldFollowAChangeByHalfAnHour(String moment, String end) {
    assertThat(endOf("yyyy-MM-dd_HH", "Australia/Lord_Howe", moment)).isEqualTo(instant(end));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-15T10:20:30+02:00, 2026-06-15T12:00:00+02:00, 2026-06-16T00:00:00+02:00",
    "2026-06-15T12:00:00+02:00, 2026-06-16T00:00:00+02:00, 2026-06-16T00:00:00+02:00",
    "2026-10-25T02:30:00+02:00, 2026-10-25T12:00:00+01:00, 2026-10-26T00:00:00+01:00",
    "2026-10-25T12:30:00+01:00, 2026-10-26T00:00:00+01:00, 2026-10-26T00:00:00+01:00",
    "2026-03-29T01:30:00+01:00, 2026-03-29T12:00:00+02:00, 2026-03-30T00:00:00+02:00"
  })
  void shouldEndWithTheHalfDayWhereLogbackKnowsIt(String moment, String half, String day) {
    boolean known = new RollingCalendar("yyyy-MM-dd-a").getPeriodicityType() == HALF_DAY;

    assertThat(endOf("yyyy-MM-dd-a", "Europe/Berlin", moment))
        .isEqualTo(instant(known ? half : day));
  }

  @Test
  void shouldGoByTheZoneOfTheDates() {
    String moment = "2026-06-15T20:00:00Z";
    assertThat(endOf("yyyy-MM-dd", "UTC", moment)).isEqualTo("2026-06-16T00:00:00Z");
    assertThat(endOf("yyyy-MM-dd", "Asia/Kolkata", moment)).isEqualTo("2026-06-16T18:30:00Z");
    assertThat(endOf("yyyy-MM-dd_HH", "Asia/Kolkata", moment)).isEqualTo("2026-06-15T20:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({"yyyy-MM-dd_HH-mm", "yyyy-MM-dd_HH", "yyyy-MM-dd", "YYYY-ww", "yyyy-MM"})
  void shouldEndLaterThanEveryMomentAndBeforeAnotherName(String datePattern) {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    DateTimeFormatter name = DateTimeFormatter.ofPattern(datePattern).withZone(zone);
    Periods periods = periods(datePattern, zone);
    for (String start : new String[] {"2026-10-24T22:00:00Z", "2026-03-28T23:00:00Z"}) {
      for (long minute = 0; minute < 36 * 60; minute += 7) {
        Instant moment = Instant.parse(start).plusSeconds(minute * 60 + 13);
        Instant end = Instant.ofEpochMilli(periods.endMillis(moment.toEpochMilli()));

        assertThat(end).isAfter(moment);
        assertThat(name.format(end)).isNotEqualTo(name.format(moment));
        assertThat(name.format(end.minusMillis(1))).isEqualTo(name.format(moment));
      }
    }
  }

  private static Instant endOf(String datePattern, String zone, String moment) {
    Periods periods = periods(datePattern, ZoneId.of(zone));
    return Instant.ofEpochMilli(periods.endMillis(instant(moment).toEpochMilli()));
  }

  private static Periods periods(String datePattern, ZoneId zone) {
    DateTimeFormatter name = DateTimeFormatter.ofPattern(datePattern).withZone(zone);
    return new Periods(datePattern, zone, millis -> name.format(Instant.ofEpochMilli(millis)));
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
