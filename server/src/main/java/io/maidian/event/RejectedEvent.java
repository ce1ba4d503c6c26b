package io.maidian.event;

import org.jspecify.annotations.Nullable;

/**
 * One event that was not accepted; kept so that it can be seen, mended and replayed.
 *
 * @param upload what it came with
 * @param index its place in the upload's array
 * @param reason the first rule that it broke
 * @param key its event key, where it had a readable one
 * @param user its login user, where it had a readable one
 * @param raw the event's JSON text as it came, decoded; null where it was one of a flood, of which
 *     only samples are kept, or discarded
 */
public record RejectedEvent(
        Upload upload,
        int index,
        Finding reason,
        @Nullable String key,
        @Nullable String user,
        @Nullable String raw) {
    /**
     * The code of an event that was counted and not kept, since nobody declared it and the project
     * discards such events. It stands here since readers of the log must know it.
     */
    public static final String DISCARDED = "n.discarded";
}
