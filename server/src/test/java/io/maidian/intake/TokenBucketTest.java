package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.Quota.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long NOW = IntakeFixture.NOW;

    private static TokenBucket bucket(long perSecond, long burst) {
        return new TokenBucket(new Rate(perSecond, burst), NOW);
    }

    @Test
    void itIsFullAtFirstAndThenTellsHowLongToWait() {
        TokenBucket bucket = bucket(10, 100);
        assertThat(bucket.take(60, NOW)).isZero();
        assertThat(bucket.take(40, NOW)).isZero();
        assertThat(bucket.take(1, NOW)).isEqualTo(100);
        assertThat(bucket.take(50, NOW)).isEqualTo(5_000);
    }

    @Test
    void whatWasToldIsHowLongToWait() {
        for (long rate : new long[] {1, 3, 7, 1_000, 999_999_937, 1_000_000_000_000L}) {
            TokenBucket bucket = bucket(rate, 1_000);
            bucket.take(1_000, NOW);
            long wait = bucket.take(1_000, NOW);
            assertThat(bucket.take(1_000, NOW + wait - 1)).as("rate %s", rate).isPositive();
            assertThat(bucket.take(1_000, NOW + wait)).as("rate %s", rate).isZero();
        }
    }

    @Test
    void aRefusalTakesNothing() {
        TokenBucket bucket = bucket(10, 100);
        bucket.take(95, NOW);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bucket.take(10, NOW)).isEqualTo(500);
        }
        assertThat(bucket.take(5, NOW)).isZero();
    }

    @Test
    void itNeverHoldsMoreThanItsBurst() {
        TokenBucket bucket = bucket(1_000_000_000_000L, 100);
        assertThat(bucket.take(100, NOW + 1_000_000_000_000L)).isZero();
        assertThat(bucket.take(1, NOW + 1_000_000_000_000L)).isPositive();
    }

    @Test
    void whatIsLargerThanTheBurstPassesWhenFullAndTakesItIntoDebt() {
        TokenBucket bucket = bucket(100, 50);
        assertThat(bucket.take(1, NOW)).isZero();
        assertThat(bucket.take(1_000, NOW)).isEqualTo(10);
        assertThat(bucket.take(1_000, NOW + 10)).isZero();
        // 950 tokens in debt.
        assertThat(bucket.take(1, NOW + 10)).isEqualTo(9_510);
        assertThat(bucket.take(1, NOW + 9_520)).isZero();
        assertThat(bucket.take(1_000, NOW + 9_520)).isEqualTo(500);
    }

    @Test
    void aClockThatIsSetBackDoesNotStopIt() {
        TokenBucket bucket = bucket(10, 10);
        bucket.take(10, NOW);
        long before = NOW - 86_400_000;
        assertThat(bucket.take(1, before)).isEqualTo(100);
        assertThat(bucket.take(1, before + 100)).isZero();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainUpToTheBurst() {
        TokenBucket bucket = bucket(10, 10);
        bucket.take(10, NOW);
        bucket.giveBack(4);
        assertThat(bucket.take(5, NOW)).isPositive();
        assertThat(bucket.take(4, NOW)).isZero();
        bucket.giveBack(1_000);
        assertThat(bucket.take(11, NOW)).isZero();
        assertThat(bucket.take(1, NOW)).isEqualTo(200);
    }

    @Test
    void ofManyWhoTakeAtOnceNoMoreSucceedThanThereIsFor() throws Exception {
        TokenBucket bucket = bucket(1, 1_000);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> {
                int taken = 0;
                for (int n = 0; n < 1_000; n++) {
                    taken += bucket.take(1, NOW) == 0 ? 1 : 0;
                }
                return taken;
            });
        }
        int all = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Integer> taken : threads.invokeAll(work)) {
                all += taken.get();
            }
        }
        assertThat(all).isEqualTo(1_000);
    }
}
