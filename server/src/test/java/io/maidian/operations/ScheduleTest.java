package io.maidian.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.log.LogPosition;
import io.maidian.store.duckdb.GenerationStore.Space;
import io.maidian.store.duckdb.Snapshots.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done by itself is done when it is due, and not where there is no room. */
class ScheduleTest {
    private static final long START = 1_700_000_000_000L;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long GIB = 1L << 30;
    private static final Space FULL = new Space(GIB, 0);
    private static final Space HALF_FREE = new Space(GIB, GIB / 2);

    private final Schedule schedule =
            new Schedule(new Upkeep(1, Duration.ofDays(1), 50, GIB), START);

    private static Snapshot taken(long millis, long position) {
        return new Snapshot(Path.of("s"), new LogPosition(position), millis);
    }

    private static Schedule.Facts facts(@Nullable Snapshot newest, Space space) {
        return new Schedule.Facts(newest, 500, space, 10 * GIB, 0);
    }

    @Test
    void aSnapshotIsDueWhenThereIsNoneOrItIsOld() {
        Schedule.Facts none = facts(null, FULL);
        assertThat(schedule.due(START + DAY, none)).isEqualTo(Operation.Kind.SNAPSHOT);
        Snapshot old = taken(START, 100);
        assertThat(schedule.due(START + DAY, facts(old, FULL))).isEqualTo(Operation.Kind.SNAPSHOT);
        assertThat(schedule.due(START + DAY - 1, facts(old, FULL))).isNull();
    }

    @Test
    void aSnapshotThatWouldBeTheSameIsNotTaken() {
        assertThat(schedule.due(START + 2 * DAY, facts(taken(START, 500), FULL))).isNull();
    }

    @Test
    void aFileThatIsHalfFreeIsCompacted() {
        Snapshot fresh = taken(START + DAY, 500);
        assertThat(schedule.due(START + DAY, facts(fresh, HALF_FREE)))
                .isEqualTo(Operation.Kind.COMPACT);
        assertThat(schedule.due(START + DAY, facts(fresh, new Space(GIB, GIB / 3)))).isNull();
        assertThat(schedule.due(START + DAY, facts(fresh, new Space(1 << 20, 1 << 19))))
                .as("too small to be worth it")
                .isNull();
    }

    @Test
    void nothingIsDoneWithoutRoomSoonAfterTheStartOrTheLastTry() {
        Schedule.Facts noRoom = new Schedule.Facts(null, 500, FULL, 2 * GIB - 1, 0);
        assertThat(schedule.due(START + DAY, noRoom)).isNull();
        assertThat(schedule.due(START + 1000, facts(null, FULL))).isNull();
        Schedule.Facts tried = new Schedule.Facts(null, 500, FULL, 10 * GIB, START + DAY);
        assertThat(schedule.due(START + DAY + 1000, tried)).isNull();
        assertThat(schedule.due(START + 2 * DAY, tried)).isEqualTo(Operation.Kind.SNAPSHOT);
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        Snapshot ahead = taken(START + 30 * DAY, 100);
        Schedule.Facts facts = new Schedule.Facts(ahead, 500, FULL, 10 * GIB, START + 30 * DAY);
        assertThat(schedule.due(START - DAY, facts)).isEqualTo(Operation.Kind.SNAPSHOT);
    }

    @Test
    void zeroSwitchesBothOff() {
        Schedule off = new Schedule(new Upkeep(0, Duration.ofDays(1), 0, 0), START);
        assertThat(off.due(START + 9 * DAY, facts(null, HALF_FREE))).isNull();
    }
}
