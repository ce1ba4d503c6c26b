package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.intake.UploadRequest.Codecs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LargeUploadsTest {
    private static final int MIB = 1 << 20;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final UploadMemory memory = new UploadMemory(4L * MIB, meters);
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<UploadOutcome> told = new ArrayList<>();
    private long nanos;
    private final LargeUploads large =
            new LargeUploads(new LaterThread(), memory, () -> nanos, MIB);

    /** Runs nothing by itself. */
    private final class LaterThread extends AbstractExecutorService {
        @Override
        public void execute(Runnable work) {
            waiting.add(work);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @Test
    void whatWaitedTooLongForItsSenderIsNotJudged() {
        List<Integer> judged = new ArrayList<>();
        large.judge(1_000, () -> judged.add(1), told::add);
        large.judge(1_000, () -> judged.add(2), told::add);
        waiting.remove().run();
        nanos += 1_000_000_001L;
        waiting.remove().run();
        assertThat(judged).containsExactly(1);
        assertThat(told).containsExactly(new UploadOutcome.Busy());
        assertThat(memory.usedBytes()).isZero();
        assertThat(meters.counter("maidian.uploads.memory.refused").count()).isEqualTo(1);
    }

    @Test
    void smallBodiesThatHoldMuchWaitInBoundedMemory() {
        for (int i = 0; i < 1_000; i++) {
            large.judge(UploadMemory.SMALL_BODY_BYTES, () -> {}, told::add);
        }
        assertThat(waiting).hasSize(2 * MIB / UploadMemory.SMALL_BODY_BYTES);
        assertThat(told).hasSize(1_000 - waiting.size());
        waiting.forEach(Runnable::run);
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aBugIsToldAndTheNextIsJudged() {
        large.judge(
                1_000,
                () -> {
                    throw new IllegalStateException("a bug");
                },
                told::add);
        large.judge(1_000, () -> told.add(new UploadOutcome.Unknown()), told::add);
        waiting.forEach(Runnable::run);
        assertThat(told).containsExactly(new UploadOutcome.Failed(), new UploadOutcome.Unknown());
    }

    @Test
    void anUploadThatWaitsForTheLogHoldsNoBody() throws InterruptedException {
        IntakeFixture fixture = new IntakeFixture();
        fixture.log.hold();
        WeakReference<byte[]> body = upload(fixture);
        for (int i = 0; i < 100 && body.get() != null; i++) {
            System.gc();
            Thread.sleep(1);
        }
        assertThat(body.get()).isNull();
        assertThat(told).isEmpty();
        fixture.log.release();
        assertThat(told.getFirst()).isInstanceOf(UploadOutcome.Stored.class);
    }

    private WeakReference<byte[]> upload(IntakeFixture fixture) {
        byte[] body =
                "[{\"n\":\"a\",\"cs1\":\"u\",\"t\":\"cstm\",\"tm\":1795431440000}]"
                        .getBytes(StandardCharsets.UTF_8);
        fixture.upload(
                new UploadRequest(IntakeFixture.AI, null, Codecs.NONE, ByteBuffer.wrap(body)),
                told::add);
        return new WeakReference<>(body);
    }
}
