package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.intake.UploadRequest.Codecs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An intake over a log in memory, with one project and a clock that stands. */
final class IntakeFixture {
    static final String AI = "91d3b3a5c0e6f0ab";
    static final long NOW = 1_795_431_440_000L;

    final FakeLog log = new FakeLog();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Intake intake;
    private long now = NOW;

    IntakeFixture() {
        this(IntakeLimits.DEFAULTS);
    }

    IntakeFixture(IntakeLimits limits) {
        Project project = new Project(AI, "shop", ZoneId.of("Asia/Shanghai"), 0);
        CatalogSnapshot catalog = new CatalogSnapshot(Map.of(AI, project));
        intake = new Intake(() -> catalog, log, () -> now, limits, meters);
    }

    void advanceMillis(long millis) {
        now += millis;
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
