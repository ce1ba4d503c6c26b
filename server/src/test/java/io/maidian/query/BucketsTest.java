package io.maidian.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Ranges are cut as the zone's clocks show them. */
class BucketsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static long at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli();
    }

    private static long count(String from, String to, Interval interval, ZoneId zone) {
        return Buckets.count(new TimeRange(at(from, zone), at(to, zone)), interval, zone);
    }

    @Test
    void aPartOfABucketCounts() {
        assertThat(count("2026-03-01T10:59", "2026-03-01T11:01", Interval.HOUR, SHANGHAI))
                .isEqualTo(2);
        assertThat(count("2026-03-01T10:00", "2026-03-01T11:00", Interval.HOUR, SHANGHAI))
                .isEqualTo(1);
        assertThat(count("2026-03-01T00:00", "2026-03-08T00:00", Interval.DAY, SHANGHAI))
                .isEqualTo(7);
        assertThat(count("2026-03-01T00:00", "2026-03-02T00:00", Interval.MINUTE, SHANGHAI))
                .isEqualTo(1440);
    }

    @Test
    void daysWithAChangeHave23And25Hours() {
        assertThat(count("2026-03-08T00:00", "2026-03-09T00:00", Interval.HOUR, NEW_YORK))
                .isEqualTo(23);
        assertThat(count("2026-11-01T00:00", "2026-11-02T00:00", Interval.HOUR, NEW_YORK))
                .isEqualTo(25);
        assertThat(count("2026-11-01T00:00", "2026-11-02T00:00", Interval.DAY, NEW_YORK))
                .isEqualTo(1);
    }

    @Test
    void halfAnHourOfChangeMakesABucketOfItsOwn() {
        ZoneId zone = ZoneId.of("Australia/Lord_Howe");
        assertThat(count("2026-04-05T00:00", "2026-04-06T00:00", Interval.HOUR, zone))
                .isEqualTo(25);
        assertThat(count("2026-10-04T00:00", "2026-10-05T00:00", Interval.HOUR, zone))
                .isEqualTo(24);
    }

    @Test
    void veryLongRangesAreCountedRoughlyAndAtOnce() {
        TimeRange all = new TimeRange(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
        assertThat(Buckets.count(all, Interval.DAY, NEW_YORK)).isGreaterThan(Buckets.LIMIT);
        assertThatThrownBy(() -> Buckets.pieces(all, NEW_YORK))
                .isInstanceOf(IllegalArgumentException.class);
        TimeRange extreme = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(Buckets.count(extreme, Interval.MINUTE, NEW_YORK)).isGreaterThan(Buckets.LIMIT);
        assertThat(Buckets.count(extreme, Interval.DAY, NEW_YORK)).isGreaterThan(Buckets.LIMIT);
    }

    @Test
    void aDayBeginsAtItsFirstMoment() {
        ZoneId beirut = ZoneId.of("Asia/Beirut");
        long epochDay = LocalDateTime.parse("2026-03-29T12:00").toLocalDate().toEpochDay();
        assertThat(Buckets.dayStartMillis(epochDay, beirut))
                .isEqualTo(at("2026-03-29T01:00", beirut)); // midnight does not exist there
    }
}
