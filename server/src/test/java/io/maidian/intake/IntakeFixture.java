package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.TrackingPlan;
import io.maidian.disk.SimulatedDisk;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.ids.TestIds;
import io.maidian.intake.UploadRequest.Codecs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An intake over a log in memory, with one project and a clock that stands. */
final class IntakeFixture {
    static final String AI = "91d3b3a5c0e6f0ab";
    static final String OTHER_AI = "0a1b4118dd954ec3";
    static final long NOW = 1_795_431_440_000L;

    final FakeLog log = new FakeLog();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private static final RetryKey KEY = new RetryKey(1, 2);

    private final IntakeLimits limits;
    private final SimulatedDisk disk = new SimulatedDisk(1);
    private KnownIdsOptions idsOptions = KnownIdsOptions.DEFAULTS;
    private TestIds ids;
    private Intake intake;
    private long now = NOW;
    private long setMillis;
    private ProjectSettings settings = ProjectSettings.DEFAULTS;
    private TrackingPlan plan = TrackingPlan.EMPTY;

    IntakeFixture() {
        this(IntakeLimits.DEFAULTS);
    }

    IntakeFixture(IntakeLimits limits) {
        this.limits = limits;
        ids = openIds();
        intake = intake(new Retries(KEY, Retries.LIMIT_BYTES, meters, this::nanos));
    }

    /** A new intake over the same log. */
    void restart() {
        Retries retries = new Retries(KEY, Retries.LIMIT_BYTES, meters, this::nanos);
        ids = openIds();
        RetryRecovery.run(log, retries, now);
        intake = intake(retries);
    }

    /** As after a start with other bounds. */
    void restart(KnownIdsOptions options) {
        idsOptions = options;
        restart();
    }

    private TestIds openIds() {
        try {
            return TestIds.open(
                    new TestIds.Where(disk, idsOptions, Runnable::run), log, () -> now, meters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves the ids of the log to disk, and makes few files of many. */
    void flushIds() throws IOException {
        ids.flush();
        ids.merge();
    }

    TestIds ids() {
        return ids;
    }

    /** The disk that the ids lie on. */
    SimulatedDisk disk() {
        return disk;
    }

    private Intake intake(Retries retries) {
        Project project = new Project(AI, "shop", ZoneId.of("Asia/Shanghai"), 0);
        Project other = new Project(OTHER_AI, "other", ZoneId.of("Asia/Shanghai"), 0);
        return new Intake(
                () ->
                        new CatalogSnapshot(
                                Map.of(
                                        AI,
                                        new CatalogSnapshot.Entry(project, settings, plan),
                                        OTHER_AI,
                                        new CatalogSnapshot.Entry(other, settings, plan))),
                log,
                () -> now,
                limits,
                new Intake.Known(retries, ids.ids()),
                new LargeUploads(
                        new SameThread(),
                        new UploadMemory(4L * limits.decodedBytes(), meters),
                        System::nanoTime,
                        limits.decodedBytes()),
                meters);
    }

    /** Sets the project. */
    void set(ProjectSettings settings) {
        this.settings = settings;
    }

    /** Sets what the project declares. */
    void declare(TrackingPlan plan) {
        this.plan = plan;
    }

    void advanceMillis(long millis) {
        now += millis;
    }

    /** Sets the wall clock; no time passes. */
    void setClock(long byMillis) {
        now += byMillis;
        setMillis += byMillis;
    }

    private long nanos() {
        return (now - setMillis) * 1_000_000;
    }

    UploadOutcome upload(String body) {
        return upload(body.getBytes(StandardCharsets.UTF_8));
    }

    UploadOutcome upload(byte[] body) {
        return upload(body, null, Codecs.NONE);
    }

    UploadOutcome upload(byte[] body, @Nullable String stm, Codecs codecs) {
        return upload(new UploadRequest(AI, stm, codecs, ByteBuffer.wrap(body)));
    }

    /** Uploads, for an outcome later. */
    void upload(UploadRequest request, Consumer<UploadOutcome> done) {
        intake.upload(request, done);
    }

    /** Uploads, and sees to it that the outcome is told exactly once. */
    UploadOutcome upload(UploadRequest request) {
        List<UploadOutcome> outcomes = new ArrayList<>();
        intake.upload(request, outcomes::add);
        if (outcomes.size() != 1) {
            throw new AssertionError("told " + outcomes.size() + " outcomes");
        }
        return outcomes.getFirst();
    }
}
