package io.maidian.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which project ids uploads named that are none here: the latest few, so that a person can see that
 * somebody uploads to the wrong one. Lost at a restart. Safe for any thread.
 */
public final class UnknownProjects {
    /** How many ids are remembered; a further one drives out the one that came longest ago. */
    public static final int LIMIT = 50;

    private static final int MAX_CODE_POINTS = 64;

    private final Map<String, Refusals> refusals = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * The uploads to one such id.
     *
     * @param ai as it was sent, shortened
     * @param client the address that the last one came from
     */
    public record Refusals(
            String ai, long count, long firstMillis, long lastMillis, String client) {}

    /** Counts an upload to this id. */
    synchronized void add(String ai, String client, long nowMillis) {
        String shown = Texts.cut(ai, MAX_CODE_POINTS);
        Refusals before = refusals.get(shown);
        refusals.put(
                shown,
                before == null
                        ? new Refusals(shown, 1, nowMillis, nowMillis, client)
                        : new Refusals(
                                shown,
                                before.count() + 1,
                                before.firstMillis(),
                                nowMillis,
                                client));
        if (refusals.size() > LIMIT) {
            refusals.remove(refusals.keySet().iterator().next());
        }
    }

    /** All that are remembered, the latest first. */
    public synchronized List<Refusals> latest() {
        return new ArrayList<>(refusals.values()).reversed();
    }
}
