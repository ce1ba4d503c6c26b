package io.maidian.ops;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether each part of the server can do its work. The server is ready when all parts are. Safe for
 * any thread.
 */
public final class Health {
    private final ConcurrentSkipListMap<String, Part> parts = new ConcurrentSkipListMap<>();

    /** The part of this name, not ready until it says so; always the same object. */
    public Part part(String name) {
        return parts.computeIfAbsent(name, _ -> new Part());
    }

    /** Whether all parts are ready. */
    public boolean ready() {
        return parts.values().stream().allMatch(part -> part.status().ready());
    }

    /** Each part's status, by name. */
    public Map<String, Status> parts() {
        Map<String, Status> all = new TreeMap<>();
        parts.forEach((name, part) -> all.put(name, part.status()));
        return Collections.unmodifiableMap(all);
    }

    /**
     * A part's status.
     *
     * @param message what an operator should know or do
     */
    public record Status(boolean ready, String message) {}

    /** One part, which tells its own status. */
    public static final class Part {
        private volatile Status status = new Status(false, "starting");
        private volatile @Nullable String warning;

        private Part() {}

        /** It works. */
        public void ready(String message) {
            status = new Status(true, message);
        }

        /** It does not; the message says what to do. */
        public void notReady(String message) {
            status = new Status(false, message);
        }

        /**
         * What an operator should look at though the part works; it is told behind the message
         * until it is taken back with null.
         */
        public void warn(@Nullable String text) {
            warning = text;
        }

        /** What it last said, with its warning. */
        public Status status() {
            Status said = status;
            String text = warning;
            return text == null
                    ? said
                    : new Status(said.ready(), said.message() + "; DEGRADED: " + text);
        }
    }
}
