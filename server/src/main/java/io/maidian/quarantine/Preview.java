package io.maidian.quarantine;

import io.maidian.event.Finding;
import io.maidian.event.RejectionId;
import io.maidian.intake.EventTrial;
import io.maidian.log.EventRecord;
import io.maidian.query.QuarantinedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would do to the open events of a search.
 *
 * @param total open events of the search
 * @param examined how many of them the rule was tried on, the newest
 * @param passed how many of these would be stored
 * @param failed why the others would not, by code
 * @param examples a few of both
 */
public record Preview(
        long total, int examined, int passed, Map<String, Long> failed, List<Example> examples) {
    private static final int EXAMPLES = 5;
    private static final int EXAMPLE_CHARS = 10_000;

    public Preview {
        failed = Map.copyOf(failed);
        examples = List.copyOf(examples);
    }

    /**
     * One event, before and after; long texts are cut.
     *
     * @param after null where the rule cannot be applied
     * @param reason null where it would be stored
     */
    public record Example(
            RejectionId id, String before, @Nullable String after, @Nullable Finding reason) {}

    /** An event that stays, and why. */
    public record Failure(RejectionId id, Finding reason) {}

    /** A preview in the making. For one thread. */
    static final class Gathering {
        private final long total;
        private final Map<String, Long> failed = new HashMap<>();
        private final List<Example> passing = new ArrayList<>();
        private final List<Example> failing = new ArrayList<>();
        private int examined;
        private int passed;

        Gathering(long total) {
            this.total = total;
        }

        void add(QuarantinedEvent event, Quarantine.Mended mended) {
            examined++;
            String before = event.event().raw();
            String shown = before == null ? "" : cut(before);
            String after = mended.json() == null ? null : cut(mended.json());
            switch (mended.outcome()) {
                case EventTrial.Passes(EventRecord _) -> {
                    passed++;
                    if (passing.size() < EXAMPLES) {
                        passing.add(new Example(event.id(), shown, after, null));
                    }
                }
                case EventTrial.Fails(Finding reason) -> {
                    failed.merge(reason.code(), 1L, Long::sum);
                    if (failing.size() < EXAMPLES) {
                        failing.add(new Example(event.id(), shown, after, reason));
                    }
                }
            }
        }

        Preview finished() {
            List<Example> examples = new ArrayList<>(failing);
            examples.addAll(passing);
            return new Preview(Math.max(total, examined), examined, passed, failed, examples);
        }

        private static String cut(String json) {
            return json.length() > EXAMPLE_CHARS
                    ? json.substring(0, json.offsetByCodePoints(0, EXAMPLE_CHARS / 2)) + "…"
                    : json;
        }
    }
}
