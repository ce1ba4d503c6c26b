package io.maidian.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * How a range is cut into buckets in a zone.
 *
 * <p>A minute or hour begins at the zone's full minute or hour; where the zone's offset changes, a
 * new one begins at that moment, so that an hour that the clocks repeat is two buckets. A day is a
 * calendar day, of 23 to 25 hours where the offset changes. Stateless.
 */
public final class Buckets {
    /** A question with more is refused. */
    public static final int LIMIT = 10_000;

    /** Beyond this, the zone's changes are not looked at one by one. */
    private static final long ROUGHLY = 4L * LIMIT;

    private static final long DAY_MILLIS = 86_400_000;

    private Buckets() {}

    /**
     * A part of a range in which the zone's offset does not change.
     *
     * @param fromMillis included
     * @param toMillis not included
     * @param offsetMillis local time minus UTC
     */
    public record Piece(long fromMillis, long toMillis, long offsetMillis) {}

    /**
     * How many buckets the range touches: exact up to some multiples of {@link #LIMIT}, roughly
     * beyond.
     */
    public static long count(TimeRange range, Interval interval, ZoneId zone) {
        long width = millis(interval);
        long rough = (range.toMillis() / width) - (range.fromMillis() / width);
        if (rough > ROUGHLY) {
            return rough;
        }
        if (interval == Interval.DAY) {
            return day(range.toMillis() - 1, zone) - day(range.fromMillis(), zone) + 1;
        }
        long count = 0;
        for (Piece piece : pieces(range, zone)) {
            long first = Math.floorDiv(piece.fromMillis() + piece.offsetMillis(), width);
            long last = Math.floorDiv(piece.toMillis() - 1 + piece.offsetMillis(), width);
            count += last - first + 1;
        }
        return count;
    }

    /**
     * The parts of the range, ascending; together they are the range.
     *
     * @throws IllegalArgumentException if the range is longer than {@link #LIMIT} days several
     *     times
     */
    public static List<Piece> pieces(TimeRange range, ZoneId zone) {
        if (range.toMillis() / DAY_MILLIS - range.fromMillis() / DAY_MILLIS > ROUGHLY) {
            throw new IllegalArgumentException("too long a range: " + range);
        }
        ZoneRules rules = zone.getRules();
        List<Piece> pieces = new ArrayList<>();
        long from = range.fromMillis();
        while (from < range.toMillis()) {
            Instant at = Instant.ofEpochMilli(from);
            ZoneOffsetTransition change = rules.nextTransition(at);
            long to =
                    change == null
                            ? range.toMillis()
                            : Math.min(range.toMillis(), change.getInstant().toEpochMilli());
            pieces.add(new Piece(from, to, rules.getOffset(at).getTotalSeconds() * 1000L));
            from = to;
        }
        return pieces;
    }

    /** Where this calendar day begins, in ms. */
    public static long dayStartMillis(long epochDay, ZoneId zone) {
        return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** The width of a bucket in ms; a day's is the usual one. */
    public static long millis(Interval interval) {
        return switch (interval) {
            case MINUTE -> 60_000;
            case HOUR -> 3_600_000;
            case DAY -> DAY_MILLIS;
        };
    }

    private static long day(long millis, ZoneId zone) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().toEpochDay();
    }
}
