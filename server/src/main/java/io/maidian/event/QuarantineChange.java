package io.maidian.event;

/**
 * What a person decided about a rejected event, as the log keeps it. The first replay of an event
 * is final: what comes after it for the same event has no effect. Of discarding and restoring the
 * last one holds.
 */
public sealed interface QuarantineChange {
    /** The project. */
    String ai();

    /** The event that it is about. */
    RejectionId id();

    /** When it was decided, ms since 1970. */
    long atMillis();

    /**
     * The event was mended and passed the rules.
     *
     * @param event as it is stored now, with the upload and the place that it first came with, so
     *     also with its first received time
     */
    record Replayed(Event event, long atMillis) implements QuarantineChange {
        @Override
        public String ai() {
            return event.upload().ai();
        }

        @Override
        public RejectionId id() {
            return new RejectionId(event.upload().id(), event.index());
        }
    }

    /** The event needs no more care. */
    record Discarded(String ai, RejectionId id, long atMillis) implements QuarantineChange {}

    /** The event was discarded by mistake. */
    record Restored(String ai, RejectionId id, long atMillis) implements QuarantineChange {}
}
