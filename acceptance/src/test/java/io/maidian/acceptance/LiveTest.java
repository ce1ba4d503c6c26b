package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stream that makes charts move. */
final class LiveTest {
    private static final Duration MOVE_LIMIT = Duration.ofSeconds(1);
    private static final Duration BUSY_LIMIT = Duration.ofSeconds(10);
    private static final long TM = 1_506_069_592_985L;
    private static final int MOVES = 50;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("live"));
        api = maidian.api();
    }

    @Test
    void itTellsWhereTheStoreIsAtOnce() {
        try (LiveStream live = api.live(api.createProject("at once"))) {
            assertThat(live.awaitMove(BUSY_LIMIT)).isNotNull();
        }
    }

    @Test
    void whoAsksAfterAMoveWasToldIsAnsweredFromThereOrLater() {
        String ai = api.createProject("moves");
        Question question = Question.realtime("Moved");
        long longest = 0;
        try (LiveStream live = api.live(ai)) {
            Long at = live.awaitMove(BUSY_LIMIT);
            for (int i = 1; i <= MOVES; i++) {
                api.store(ai, UploadBody.of("Moved", TM, "a"));
                long acknowledged = System.nanoTime();
                Answer answer = api.ask(ai, question);
                while (answer.total() < i) {
                    at = live.awaitMove(BUSY_LIMIT);
                    assertThat(at).as("a move was told after upload %d", i).isNotNull();
                    answer = api.ask(ai, question);
                    assertThat(answer.position()).isGreaterThanOrEqualTo(at);
                }
                assertThat(answer.total()).isEqualTo(i);
                longest = Math.max(longest, System.nanoTime() - acknowledged);
            }
        }
        System.out.println(
                "LiveTest: from the 200 to an answer with the event: longest "
                        + longest / 1_000_000
                        + " ms of "
                        + MOVES);
        assertThat(Duration.ofNanos(longest)).isLessThan(MOVE_LIMIT);
    }

    @Test
    void anUploadOfWhichAllWasRejectedMovesItToo() {
        String ai = api.createProject("rejected");
        try (LiveStream live = api.live(ai)) {
            Long before = live.awaitMove(BUSY_LIMIT);
            assertThat(before).isNotNull();
            assertThat(api.upload(ai, UploadBody.of("E", TM, "-1").json()).status()).isEqualTo(400);
            Long after = live.awaitMove(BUSY_LIMIT);
            assertThat(after).isNotNull().isGreaterThan(before);
        }
    }
}
